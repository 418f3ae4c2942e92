package org.integrationstack.sandbox.salesforce;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import org.integrationstack.sandbox.Receiver;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.json;

/** Source: developer.salesforce.com, SOAP API Developer Guide, "Outbound Messaging". */
class OutboundMessagesTest extends SandboxTestBase {
    private static final String ACME = "00D5g000004AcmeEAC";
    private static final String ACK = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">"
            + "<soapenv:Body><notificationsResponse xmlns=\"http://soap.sforce.com/2005/09/outbound\"><Ack>%s</Ack>"
            + "</notificationsResponse></soapenv:Body></soapenv:Envelope>";

    @Test
    void tellsOfARecordInSoap() throws Exception {
        JsonNode outcome = json(order("salesforce", "Contact", ""));
        Receiver.Received webhook = receiver.next();

        Document message = parsed(webhook);
        assertThat(webhook.path()).isEqualTo("/webhooks/salesforce");
        assertThat(webhook.header("Content-Type")).isEqualTo("text/xml; charset=utf-8");
        assertThat(webhook.header("SOAPAction")).isEqualTo("\"\"");
        assertThat(texts(message, "OrganizationId")).containsExactly(ACME);
        assertThat(texts(message, "Id"))
                .containsExactly(outcome.path("deliveryId").asText(), "0035g0000000001AAA");
        assertThat(texts(message, "Email")).containsExactly("person1@customer.example");
        assertThat(message.getElementsByTagNameNS("*", "sObject")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("xsi:type")
                        .getNodeValue())
                .isEqualTo("sf:Contact");
    }

    @Test
    void tellsOfAnotherOrgAndOfUpToAHundredRecords() throws Exception {
        order(
                "salesforce",
                "Account",
                ",\"account\":\"00D7Q00000Globx\",\"payload\":{\"Notification\":["
                        + "{\"Id\":\"04l1\",\"sObject\":{\"type\":\"Account\",\"Id\":\"0011\",\"Name\":\"A & <B>\"}},"
                        + "{\"Id\":\"04l2\",\"sObject\":{\"type\":\"Account\",\"Id\":\"0012\"}}]}");
        Document message = parsed(receiver.next());
        String many = "{\"Id\":\"04l1\",\"sObject\":{\"type\":\"Account\"}},".repeat(101);
        int refused = order(
                        "salesforce",
                        "Account",
                        ",\"payload\":{\"Notification\":[" + many.substring(0, many.length() - 1) + "]}")
                .statusCode();

        assertThat(texts(message, "OrganizationId")).containsExactly(Ids.full("00D7Q00000Globx"));
        assertThat(texts(message, "Id")).containsExactly("04l1", "0011", "04l2", "0012");
        assertThat(texts(message, "Name")).containsExactly("A & <B>");
        assertThat(refused).isEqualTo(400);
        assertThat(order("salesforce", "Lead", "").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"200, true, true", "200, false, false", "201, true, false", "500, true, false"})
    void isTakenOnceItIsAcknowledgedAndNotBefore(int status, boolean ack, boolean taken) {
        receiver.answerWith(status, ACK.formatted(ack), "Content-Type", "text/xml");

        JsonNode outcome = json(order("salesforce", "Contact", ""));

        assertThat(outcome.path("taken").asBoolean()).isEqualTo(taken);
        assertThat(outcome.path("nextAttemptAt").isNull()).isEqualTo(taken);
    }

    /** What proves a message is the organization that it names. */
    @Test
    void namesNobodysOrganizationTwoOrNoneIfAsked() throws Exception {
        order("salesforce", "Contact", ",\"signature\":\"invalid\"");
        order("salesforce", "Contact", ",\"signature\":\"doubled\"");
        order("salesforce", "Contact", ",\"signature\":\"missing\"");
        order("salesforce", "Contact", ",\"signature\":\"reserialized\"");

        assertThat(texts(parsed(receiver.next()), "OrganizationId")).containsExactly("00D000000000000EAA");
        assertThat(texts(parsed(receiver.next()), "OrganizationId")).hasSize(2);
        assertThat(texts(parsed(receiver.next()), "OrganizationId")).isEmpty();
        assertThat(texts(parsed(receiver.next()), "OrganizationId")).containsExactly(ACME);
    }

    @Test
    void tellsOfNewRecordsIfARuleSaysSo() throws Exception {
        SalesforceClient salesforce = new SalesforceClient(client, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI);
        String token = salesforce.connect("").path("access_token").asText();
        configure("{\"salesforce\":{\"outboundMessages\":[\"Contact\"]}}");

        make("Account", "{\"Name\":\"No rule\"}", token);
        make("Contact", "{\"LastName\":\"Fudd\"}", token);
        Receiver.Received webhook = receiver.next();

        assertThat(texts(parsed(webhook), "LastName")).containsExactly("Fudd");
        assertNothingElseIsSent("salesforce", "Account");
    }

    private void make(String type, String fields, String token) {
        assertThat(client.post(
                                "/salesforce/services/data/v60.0/sobjects/" + type,
                                fields,
                                "Authorization",
                                "Bearer " + token)
                        .statusCode())
                .isEqualTo(201);
    }

    private static Document parsed(Receiver.Received webhook) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(webhook.body())));
    }

    private static List<String> texts(Document message, String name) {
        NodeList elements = message.getElementsByTagNameNS("*", name);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            texts.add(elements.item(i).getTextContent());
        }
        return texts;
    }
}
