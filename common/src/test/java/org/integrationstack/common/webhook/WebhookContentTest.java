package org.integrationstack.common.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WebhookContentTest {

    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String XML = "text/xml; charset=UTF-8";

    /** As Salesforce sends it. Source: SOAP API Developer Guide, "Understanding Outbound Messaging". */
    private static final String OUTBOUND_MESSAGE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
              <soapenv:Body>
                <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
                  <OrganizationId>00D000000000001EAA</OrganizationId>
                  <SessionId xsi:nil="true"/>
                  <Notification>
                    <Id>04l1</Id>
                    <sObject xsi:type="sf:Opportunity" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
                      <sf:Name><![CDATA[Tea & biscuits]]></sf:Name>
                    </sObject>
                  </Notification>
                  %s
                </notifications>
              </soapenv:Body>
            </soapenv:Envelope>""";

    @Test
    void readsTextsNumbersAndBooleansAsTheyAreWritten() {
        String json =
                "{\"a\": {\"id\": 12345678901234567890, \"t\": \"x\", \"b\": true, \"f\": 1.50}, \"l\": [0, {\"id\": 7}]}";

        assertThat(value(JSON, json, "/a/id")).contains("12345678901234567890");
        assertThat(value(JSON, json, "/a/t")).contains("x");
        assertThat(value(JSON, json, "/a/b")).contains("true");
        assertThat(value(JSON, json, "/a/f")).contains("1.50");
        assertThat(value(JSON, json, "/l/1/id")).contains("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/none", "/a/n", "/l", "/l/5", "/a/id/x", "/e", "/long", "/line", "/nul"})
    void findsNothingWhereThereIsNoValue(String pointer) {
        String json =
                "{\"a\": {\"id\": 1, \"n\": null}, \"l\": [], \"e\": \"\", \"line\": \"a\\nb\", \"nul\": \"\\u0000\","
                        + " \"long\": \"" + "x".repeat(1025) + "\"}";

        assertThat(value(JSON, json, pointer)).isEmpty();
    }

    @Test
    void takesTheLastOfANameWrittenTwice() {
        assertThat(value(JSON, "{\"a\": 1, \"a\": 2}", "/a")).contains("2");
        assertThat(value(JSON, "{\"a\": 1, \"a\": null}", "/a")).isEmpty();
        assertThat(value(JSON, "{\"a\": {\"b\": 1}, \"a\": {\"c\": 2}}", "/a/b"))
                .as("what the first held is gone with it")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hello, World!", "[", "\u0000", "{\"b\": tru", "{\"b\": \"\\ud800", "<a/>"})
    void findsNothingInWhatIsNotJson(String text) {
        assertThat(value(JSON, text, "/a")).isEmpty();
        assertThat(WebhookContent.tree(JSON, Optional.empty(), bytes(text))
                        .at("/a")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void findsNothingInInvalidUtf8() {
        byte[] body = bytes("{\"a\": \"x\"}");
        body[7] = (byte) 0xff;

        assertThat(WebhookContent.values(JSON, Optional.empty(), body, Set.of(JsonPointer.compile("/a")))
                        .at(JsonPointer.compile("/a")))
                .isEmpty();
        assertThat(WebhookContent.tree(JSON, Optional.empty(), body).isMissingNode())
                .isTrue();
    }

    @Test
    void findsWhatStandsBeforeTheEndOfJson() {
        assertThat(value(JSON, "{\"a\": 1, \"b\": [", "/a")).contains("1");
    }

    @Test
    void survivesDepth() {
        assertThat(value(JSON, "{\"a\": 1, \"b\": " + "[".repeat(100_000), "/a"))
                .contains("1");
        assertThat(value(JSON, "[".repeat(100_000), "/0".repeat(2_000))).isEmpty();
        assertThat(value(XML, "<a>" + "<b>".repeat(100_000), "/a" + "/b".repeat(2_000)))
                .isEmpty();
        assertThat(WebhookContent.tree(XML, Optional.empty(), bytes("<a>" + "<b>".repeat(100_000)))
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void readsTheJsonInAFormsField() {
        String form = "payload=%7B%22team%22%3A%7B%22id%22%3A%22T1%22%7D%7D";

        assertThat(value(FORM, form, "/team/id")).contains("T1");
        assertThat(WebhookContent.tree(FORM, Optional.of("payload"), bytes(form))
                        .toString())
                .isEqualTo("{\"team\":{\"id\":\"T1\"}}");
    }

    /** The type of a body is not signed: whoever sends a captured one again may call it a form. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"title\": \"%s\"}", "%s&a=1", "a=1%s", "%s"})
    void takesNothingWithinABodyForAFormsField(String body) {
        String text = body.formatted("&payload=%7B%22team%22%3A%7B%22id%22%3A%22T1%22%7D%7D");

        assertThat(value(FORM, text, "/team/id")).isEmpty();
    }

    /** Source: api.slack.com, "Enabling interactivity with Slash Commands". */
    @Test
    void readsAFormsFieldsWhereNoneHoldsJson() {
        String form = "team_id=T1DC2JH3J&command=%2Fdeploy&text=tea+%26+biscuits&tag=a&&tag=b&flag";

        assertThat(value(FORM, form, "/team_id")).contains("T1DC2JH3J");
        assertThat(value(FORM, form, "/text")).contains("tea & biscuits");
        assertThat(value(FORM, form, "/tag")).isEmpty();
        assertThat(value(FORM, form, "/tag/1")).contains("b");
        assertThat(WebhookContent.tree(FORM, Optional.of("payload"), bytes(form))
                        .toString())
                .isEqualTo("{\"team_id\":\"T1DC2JH3J\",\"command\":\"/deploy\",\"text\":\"tea & biscuits\","
                        + "\"tag\":[\"a\",\"b\"],\"flag\":\"\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%4", "a=%zz", "%=1&a=1", "a=1&b=%"})
    void findsNothingInABrokenForm(String form) {
        assertThat(value(FORM, form, "/a")).isEmpty();
    }

    @Test
    void findsNothingInAFormOfVeryManyFields() {
        assertThat(value(FORM, "a=1&".repeat(FormBody.MOST_FIELDS), "/a/0")).contains("1");
        assertThat(value(FORM, "a=1&".repeat(FormBody.MOST_FIELDS + 1), "/a/0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/Envelope/Body/notifications/OrganizationId, 00D000000000001EAA",
        "/Envelope/Body/notifications/SessionId/@nil, true",
        "/Envelope/Body/notifications/Notification/Id, 04l1",
        "/Envelope/Body/notifications/Notification/sObject/@type, sf:Opportunity",
        "/Envelope/Body/notifications/Notification/sObject/Name, Tea & biscuits",
        "/Envelope/Body/notifications/Notification/0/Id, ",
        "/Envelope/Body/notifications/Notification, ",
        "/Envelope/Body/notifications/SessionId, "
    })
    void readsXml(String pointer, String expected) {
        assertThat(value(XML, OUTBOUND_MESSAGE.formatted(""), pointer)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({"0/Id, 04l1", "1/Id, 04l2", "2/Id, ", "Id, ", "0/sObject/Name, Tea & biscuits"})
    void readsRepeatedElementsAsAnArray(String rest, String expected) {
        String two = OUTBOUND_MESSAGE.formatted("<Notification><Id>04l2</Id></Notification>");

        assertThat(value(XML, two, "/Envelope/Body/notifications/Notification/" + rest))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a><b>1</b></a>",
                "<!DOCTYPE a [<!ENTITY x \"1\">]><a><b>&x;</b></a>",
                "<!DOCTYPE a><a><b>1</b></a>"
            })
    void findsNothingBehindADoctype(String xml) {
        assertThat(value(XML, xml, "/a/b")).isEmpty();
        assertThat(WebhookContent.tree(XML, Optional.empty(), bytes(xml)).isMissingNode())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "<a><b>1</a>", "<a>&none;</a>", "<a b=1/>", "<a>\u0000</a>", "<a/><c/>"})
    void buildsNoTreeOfWhatIsNotXml(String xml) {
        assertThat(WebhookContent.tree(XML, Optional.empty(), bytes(xml)).isMissingNode())
                .isTrue();
    }

    /** The tree is the oracle. */
    @Test
    void findsInJsonWhatTheTreeHolds() {
        findsWhatTheTreeHolds(JSON, WebhookContentTest::json);
    }

    @Test
    void findsInXmlWhatTheTreeHolds() {
        findsWhatTheTreeHolds(XML, random -> "<r>" + xml(random, 0) + "</r>");
    }

    @Test
    void findsInFormsWhatTheTreeHolds() {
        findsWhatTheTreeHolds(
                FORM,
                random -> Stream.generate(() -> name(random) + "=" + random.nextInt(3))
                        .limit(random.nextInt(6))
                        .collect(Collectors.joining("&")));
    }

    private static void findsWhatTheTreeHolds(String contentType, Function<Random, String> bodies) {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] body = bytes(bodies.apply(random));
            Set<JsonPointer> pointers =
                    Stream.generate(() -> pointer(random)).limit(8).collect(Collectors.toSet());
            WebhookValues found = WebhookContent.values(contentType, Optional.empty(), body, pointers);
            JsonNode tree = WebhookContent.tree(contentType, Optional.empty(), body);
            for (JsonPointer pointer : pointers) {
                assertThat(found.at(pointer))
                        .as("seed %d, %s in %s", seed, pointer, new String(body, StandardCharsets.UTF_8))
                        .isEqualTo(text(tree.at(pointer)));
            }
        }
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node)
                .filter(value -> value.isValueNode() && !value.isNull())
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty());
    }

    /** Names are repeated now and then. */
    private static String json(Random random) {
        return jsonObject(random, 0);
    }

    private static String jsonValue(Random random, int depth) {
        return switch (depth > 4 ? random.nextInt(3) : random.nextInt(6)) {
            case 0 -> Integer.toString(random.nextInt(100));
            case 1 -> random.nextBoolean() ? "\"\"" : "\"ä\\\"" + random.nextInt(100) + "\"";
            case 2 -> random.nextBoolean() ? "null" : Boolean.toString(random.nextBoolean());
            case 3 -> repeat(random, () -> jsonValue(random, depth + 1), "[", "]");
            default -> jsonObject(random, depth);
        };
    }

    private static String jsonObject(Random random, int depth) {
        return repeat(random, () -> "\"" + name(random) + "\":" + jsonValue(random, depth + 1), "{", "}");
    }

    private static String repeat(Random random, Supplier<String> part, String open, String close) {
        return Stream.generate(part).limit(random.nextInt(4)).collect(Collectors.joining(",", open, close));
    }

    private static String xml(Random random, int depth) {
        if (depth > 4 || random.nextInt(4) == 0) {
            return random.nextInt(4) == 0 ? "  " : " t" + random.nextInt(100) + " ";
        }
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> xmlElement(random, depth))
                .collect(Collectors.joining(" "));
    }

    private static String xmlElement(Random random, int depth) {
        String name = String.valueOf("ab".charAt(random.nextInt(2)));
        String attribute = random.nextInt(3) == 0 ? " a='" + random.nextInt(9) + "'" : "";
        return "<" + name + attribute + ">" + xml(random, depth + 1) + "</" + name + ">";
    }

    private static JsonPointer pointer(Random random) {
        List<String> steps = List.of("r", "a", "b", "0", "1", "@a", "#text", "~");
        return Collections.nCopies(1 + random.nextInt(5), "").stream()
                .map(unused -> random.nextInt(3) == 0 ? "r" : steps.get(random.nextInt(steps.size())))
                .reduce(JsonPointer.empty(), JsonPointer::appendProperty, (one, other) -> one.append(other));
    }

    private static String name(Random random) {
        return String.valueOf("abr~".charAt(random.nextInt(4)));
    }

    private static Optional<String> value(String contentType, String body, String pointer) {
        JsonPointer wanted = JsonPointer.compile(pointer);
        return WebhookContent.values(contentType, Optional.of("payload"), bytes(body), Set.of(wanted))
                .at(wanted);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
