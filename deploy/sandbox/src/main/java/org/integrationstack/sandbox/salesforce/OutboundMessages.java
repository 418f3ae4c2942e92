package org.integrationstack.sandbox.salesforce;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Sending.Manner;
import org.integrationstack.sandbox.frame.Sending.Reply;
import org.integrationstack.sandbox.frame.Sending.Verdict;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;

/**
 * Outbound Messages: SOAP without a signature, sent until it is acknowledged. What proves one is where it comes from and
 * the organization that it names. Those that are ordered, and those of new records of the types that a setting names.
 *
 * <p>Source: developer.salesforce.com, SOAP API Developer Guide, "Outbound Messaging" (up to 100 notifications, retries
 * for 24 hours in growing intervals of up to two hours, an answer awaited for 60 seconds (help.salesforce.com)).
 */
final class OutboundMessages {
    private static final String NOBODYS = Ids.full("00D000000000000");
    private static final Pattern ACK = Pattern.compile("<(\\w+:)?Ack>\\s*true\\s*</(\\w+:)?Ack>");
    private static final int MOST_AT_ONCE = 100;

    private static final Manner MANNER = new Manner(
            Duration.ofSeconds(60),
            OutboundMessages::verdict,
            Stream.iterate(Duration.ofSeconds(15), pause -> pause.multipliedBy(2))
                    .map(pause -> pause.compareTo(Duration.ofHours(2)) < 0 ? pause : Duration.ofHours(2))
                    .limit(20)
                    .toList());

    private final Surroundings surroundings;
    private final Records records;
    private final Supplier<Settings> settings;

    OutboundMessages(Surroundings surroundings, Records records, Supplier<Settings> settings) {
        this.surroundings = surroundings;
        this.records = records;
        this.settings = settings;
    }

    Sending ordered(WebhookOrder order) {
        order.requireNoForm();
        order.requireNoSecret("an Outbound Message names its organization and nothing more");
        order.requireNoAge("nothing in an Outbound Message says when it was sent");
        Org org = order.account()
                .map(id -> Org.of(id).orElseThrow(() -> Problem.invalid("'account' is none of an org here.")))
                .orElse(Org.ACME);
        Records.Type type = Records.type(order.event())
                .orElseThrow(() -> Problem.invalid("The event names the type of a record: Account or Contact."));
        String id = order.deliveryId().orElseGet(this::newId);
        String body = order.rawBody().orElseGet(() -> envelope(order, org, notification(id, org, type)));
        return message(order.event(), id, order.target().orElseGet(this::address), body);
    }

    /** Sends what a rule of the org's sends when a record is made. */
    void made(Org org, Records.Type type, ObjectNode entry) {
        if (settings.get().outboundMessages().contains(type.name())) {
            String id = newId();
            ObjectNode notification = Json.object().put("Id", id);
            notification.set("sObject", entry.deepCopy().put("type", type.name()));
            ObjectNode model = model(org);
            model.set("Notification", Json.array(List.of(notification)));
            surroundings.webhooks().send(message(type.name(), id, address(), xml(model, 1)));
        }
    }

    private Sending message(String event, String id, URI target, String body) {
        List<Map.Entry<String, String>> headers = List.of(
                Map.entry("Content-Type", "text/xml; charset=utf-8"),
                Map.entry("SOAPAction", "\"\""),
                Map.entry("Cache-Control", "no-cache"),
                Map.entry("Accept", "text/xml"),
                Map.entry("User-Agent", "Salesforce Outbound Messaging"));
        return Sending.of(MANNER, new Webhook(Salesforce.ID, event, id, target, headers, body));
    }

    /** What is sent for the one notification, or for those of the order's payload. */
    private String envelope(WebhookOrder order, Org org, ObjectNode notification) {
        ObjectNode model = model(org);
        model.set("Notification", Json.array(List.of(notification)));
        order.payload().ifPresent(changes -> Json.merge(model, changes));
        if (model.path("Notification").size() > MOST_AT_ONCE) {
            throw Problem.invalid("A message has " + MOST_AT_ONCE + " notifications at most.");
        }
        return switch (order.signature()) {
            case INVALID -> xml(model.put("OrganizationId", NOBODYS), 1);
            case MISSING -> xml(model, 0);
            case DOUBLED -> xml(model, 2);
            case VALID -> xml(model, 1);
            case RESERIALIZED -> oneLine(xml(model, 1));
        };
    }

    private static ObjectNode model(Org org) {
        String soap = org.myDomain() + "/services/Soap/%s/60.0/" + org.id();
        return Json.object()
                .put("OrganizationId", org.fullId())
                .put("ActionId", Ids.numbered("04k", 1))
                .putNull("SessionId")
                .put("EnterpriseUrl", soap.formatted("c"))
                .put("PartnerUrl", soap.formatted("u"));
    }

    private ObjectNode notification(String id, Org org, Records.Type type) {
        ObjectNode notification = Json.object().put("Id", id);
        notification.set("sObject", records.all(org, type).get(0).deepCopy().put("type", type.name()));
        return notification;
    }

    /** @param organizations how often the organization is named, which is once */
    private static String xml(ObjectNode model, int organizations) {
        String organization =
                element("OrganizationId", model.get("OrganizationId")).repeat(organizations);
        String head = Stream.of("ActionId", "SessionId", "EnterpriseUrl", "PartnerUrl")
                .map(name -> element(name, model.get(name)))
                .collect(Collectors.joining());
        StringBuilder notifications = new StringBuilder();
        model.path("Notification").forEach(notification -> notifications.append(notification(notification)));
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
                xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                 <soapenv:Body>
                  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
                %s%s%s  </notifications>
                 </soapenv:Body>
                </soapenv:Envelope>
                """.formatted(organization, head, notifications);
    }

    private static String notification(JsonNode notification) {
        JsonNode entry = notification.path("sObject");
        List<String> fields = new ArrayList<>();
        entry.properties().stream()
                .filter(field ->
                        !field.getKey().equals("type") && !field.getValue().isNull())
                .forEach(field -> fields.add("     <sf:%s>%s</sf:%s>\n"
                        .formatted(field.getKey(), escaped(field.getValue().asText()), field.getKey())));
        return """
                   <Notification>
                    <Id>%s</Id>
                    <sObject xsi:type="sf:%s" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
                %s    </sObject>
                   </Notification>
                """.formatted(
                        escaped(notification.path("Id").asText()),
                        escaped(entry.path("type").asText()),
                        String.join("", fields));
    }

    private static String element(String name, JsonNode value) {
        return value == null || value.isNull()
                ? "   <%s xsi:nil=\"true\"/>\n".formatted(name)
                : "   <%s>%s</%s>\n".formatted(name, escaped(value.asText()), name);
    }

    private static String oneLine(String xml) {
        return xml.replaceAll(">\\s+<", "><");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private String newId() {
        return Ids.numbered("04l", surroundings.random().nextInt(Integer.MAX_VALUE));
    }

    private URI address() {
        return surroundings.webhookAddress(Salesforce.ID);
    }

    /** A 200 alone says nothing. */
    private static Verdict verdict(Reply reply) {
        boolean acknowledged =
                reply.status() == 200 && ACK.matcher(reply.body()).find();
        return acknowledged ? Verdict.TAKEN : Verdict.FAILED;
    }
}
