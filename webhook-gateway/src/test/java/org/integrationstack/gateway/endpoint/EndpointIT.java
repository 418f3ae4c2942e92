package org.integrationstack.gateway.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.event.WebhookEndpointChanged;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.gateway.testing.ActivityTopic;
import org.integrationstack.gateway.testing.EndpointTopic;
import org.integrationstack.gateway.testing.Github;
import org.integrationstack.gateway.testing.ReceivedTopic;
import org.integrationstack.gateway.testing.Secrets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@QuarkusTestResource(
        value = Infrastructure.class,
        restrictToAnnotatedClass = true,
        initArgs = {@ResourceArg(name = "service", value = "gateway"), @ResourceArg(name = "needs", value = "kafka")})
@QuarkusTestResource(value = Secrets.class, restrictToAnnotatedClass = true)
class EndpointIT {

    private static final Duration PROMISE = Duration.ofSeconds(2);
    /** Of diagnoses a minute. */
    private static final int LIMIT = 30;

    private static final byte[] BODY = Github.bytes("{\"repository\": {\"id\": 1296269}}");

    @TestHTTPResource("/")
    URI gateway;

    private final UUID id = UUID.randomUUID();
    private final EndpointTopic topic = new EndpointTopic();
    private Github github;

    @BeforeEach
    void github() {
        github = new Github(gateway);
    }

    @AfterEach
    void close() {
        topic.close();
    }

    @Test
    void takesADeliveryToAnEndpointThatTheTopicTellsOfMeanwhile() throws Exception {
        String delivery = Github.id();

        CompletableFuture<HttpResponse<String>> sent = github.sendAsync(github.delivery(id, delivery, BODY, "first"));
        topic.tell(EndpointTopic.endpoint(id, "github", 1, "first"));

        assertThat(sent.join().statusCode()).isEqualTo(200);
        try (ReceivedTopic received = new ReceivedTopic()) {
            ReceivedWebhook told = ReceivedTopic.delivery(received.await(delivery));
            assertThat(told.endpoint()).contains(id.toString());
            assertThat(told.tenant()).contains(new TenantId("acme"));
            assertThat(told.isVerifiedBy(Secrets.gatewayKeys())).isTrue();
        }
    }

    @Test
    void changesSecretsWithinTwoSeconds() throws Exception {
        open("first");
        SigningSecret second = SigningSecret.of(Secret.of("second"));
        SigningSecret first =
                new SigningSecret(Secret.of("first"), Optional.of(Instant.now().plusSeconds(60)));

        topic.tell(EndpointTopic.endpoint(id, "github", 2, Optional.empty(), second, first));
        await().atMost(PROMISE).until(() -> status("second") == 200);
        assertThat(status("first")).as("as long as both count").isEqualTo(200);
        topic.tell(EndpointTopic.endpoint(id, "github", 3, Optional.empty(), second));

        await().atMost(PROMISE).until(() -> status("first") == 401);
        assertThat(status("second")).isEqualTo(200);
    }

    @Test
    void isGoneWithinTwoSeconds() throws Exception {
        open("first");

        topic.tellOfTheEndOf(id);

        await().atMost(PROMISE).until(() -> status("first") == 404);
    }

    @Test
    void takesNoOlderState() throws Exception {
        topic.tell(EndpointTopic.endpoint(id, "github", 7, "newer"));
        topic.tell(EndpointTopic.endpoint(id, "github", 6, "older"));
        UUID behind = UUID.randomUUID();
        topic.tell(EndpointTopic.endpoint(behind, "github", 1, "older"));

        await().atMost(PROMISE).until(() -> status("newer") == 200);
        assertThat(status("older")).isEqualTo(401);
    }

    /** Whoever can write to the topic cannot give an endpoint, or its secret, to another tenant. */
    @Test
    void closesWhenAStateWasTamperedWith() throws Exception {
        open("first");
        WebhookEndpointChanged change =
                Secrets.endpointSeal().seal(EndpointTopic.endpoint(id, "github", 2, "second"), Instant.now());

        topic.tell(new WebhookEndpointChanged(
                change.endpoint(),
                new TenantId("globex"),
                change.provider(),
                change.connection(),
                change.owner(),
                change.account(),
                change.version(),
                change.values(),
                change.handshakeUntil(),
                change.sealed(),
                change.at()));

        await().atMost(PROMISE).until(() -> status("first") == 503);
        assertThat(status("second")).isEqualTo(503);
        topic.tell(EndpointTopic.endpoint(id, "github", 2, "second"));
        await().atMost(PROMISE).until(() -> status("second") == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"an attribute twice", "another's key", "no event at all", "a newer schema"})
    void closesWhenAStateCannotBeRead(String how) throws Exception {
        open("first");
        WebhookEndpoint endpoint = EndpointTopic.endpoint(id, "github", 2, "second");
        CloudEvent event = Secrets.endpointSeal().seal(endpoint, Instant.now()).toCloudEvent(UUID.randomUUID());
        Headers headers = KafkaCloudEvents.toHeaders(event);
        byte[] data = event.data();
        switch (how) {
            case "an attribute twice" -> headers.add("ce_type", Github.bytes(event.type()));
            case "another's key" ->
                data = Secrets.endpointSeal()
                        .seal(EndpointTopic.endpoint(UUID.randomUUID(), "github", 2, "second"), Instant.now())
                        .toCloudEvent(UUID.randomUUID())
                        .data();
            case "a newer schema" -> headers.remove("ce_type").add("ce_type", Github.bytes(event.type() + "1"));
            default -> data = Github.bytes("\u0000");
        }

        topic.send(id.toString(), data, headers);

        await().atMost(PROMISE).until(() -> status("first") == 503);
    }

    @ParameterizedTest
    @CsvSource({"stripe", "acme"})
    void isAtOneAddressOnly(String other) throws Exception {
        open("first");

        assertThat(send(github.request("/webhooks/" + other + "/" + id)
                                .header("X-Hub-Signature-256", Github.signature(BODY, "first"))
                                .POST(BodyPublishers.ofByteArray(BODY)))
                        .statusCode())
                .isEqualTo(404);
        assertThat(send(github.request("/webhooks/github/" + id.toString().toUpperCase(Locale.ROOT))
                                .POST(BodyPublishers.ofByteArray(BODY)))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tellsTheTenantWhyAtMostOnceASecond() throws Exception {
        open("first");
        try (ActivityTopic activity = new ActivityTopic()) {
            Instant start = Instant.now();
            for (int i = 0; i < 20; i++) {
                assertThat(status("first\n")).isEqualTo(401);
            }
            long seconds = Duration.between(start, Instant.now()).toSeconds() + 1;

            await().atMost(Duration.ofSeconds(10)).until(() -> !activity.of(id).isEmpty());
            List<ActivityRecorded> told = activity.of(id);

            assertThat(told).hasSizeLessThanOrEqualTo((int) seconds);
            assertThat(told).allSatisfy(act -> {
                assertThat(act.type()).isEqualTo("webhook.rejected");
                assertThat(act.tenant()).isEqualTo(new TenantId("acme"));
                assertThat(act.owner()).isEqualTo(new UserId("alice"));
                assertThat(act.connection()).isNotNull();
                assertThat(act.metadata())
                        .containsEntry("refused", "signature_wrong")
                        .containsEntry("reason", "secret_white_space");
                assertThat(act.traceId()).hasSize(32);
            });
        }
    }

    @Test
    void doesNotHoldOnToALargeBodyToTellTheTenantWhy() throws Exception {
        open("first");
        byte[] large = new byte[300 * 1024];

        HttpResponse<String> response = send(github.delivery(id, Github.id(), large, "first\n"));

        assertThat(response.statusCode()).isEqualTo(401);
        try (ActivityTopic activity = new ActivityTopic()) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(activity.of(id))
                            .singleElement()
                            .satisfies(act -> assertThat(act.metadata())
                                    .containsEntry("refused", "signature_wrong")
                                    .containsEntry("reason", "body_unknown")));
        }
    }

    @Test
    void diagnosesForTheTenantOfTheEndpoint() throws Exception {
        open("first");
        String request = """
                {"provider": "github", "endpoint": "%s", "bodyBase64": "e30=",
                 "headers": {"X-Hub-Signature-256": ["%s"], "X-GitHub-Event": "push"}}""";
        String right = request.formatted(id, Github.signature(Github.bytes("{}"), "first"));
        String wrong = request.formatted(id, Github.signature(Github.bytes("{}\n"), "first"));
        String carol = TestIdentity.admin("carol", "acme");

        assertThat(diagnosis(carol, right).statusCode()).isEqualTo(200);
        assertThat(diagnosis(carol, right).<Boolean>path("verified")).isTrue();
        assertThat(diagnosis(carol, wrong).<Boolean>path("verified")).isFalse();
        assertThat(diagnosis(carol, wrong).<String>path("reason")).isEqualTo("body_newline");
        assertThat(diagnosis(TestIdentity.admin("mallory", "globex"), right).statusCode())
                .isEqualTo(404);
        assertThat(diagnosis(TestIdentity.operator(), right).statusCode()).isEqualTo(404);
        assertThat(diagnosis(TestIdentity.user("alice", "acme"), right).statusCode())
                .isEqualTo(403);
        assertThat(diagnosis("none", right).statusCode()).isEqualTo(401);
    }

    @Test
    void diagnosesAProvidersOwnAddressForOperatorsAlone() {
        String request = """
                {"provider": "github", "bodyBase64": "e30=", "headers": {}}""";

        assertThat(diagnosis(TestIdentity.operator(), request).<String>path("reason"))
                .isEqualTo("signature_missing");
        assertThat(diagnosis(TestIdentity.admin("carol", "acme"), request).statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"provider\": \"github\", \"headers\": {\"a\": 1}, \"bodyBase64\": \"\"}",
                "{\"provider\": \"github\", \"headers\": {\"a\": [[]]}, \"bodyBase64\": \"\"}",
                "{\"provider\": \"github\", \"headers\": {\"a\": null}, \"bodyBase64\": \"\"}",
                "{\"provider\": \"github\", \"headers\": {}, \"bodyBase64\": \"%\"}",
                "{\"provider\": \"github\", \"headers\": {}, \"bodyBase64\": \"\", \"url\": \"a b\"}"
            })
    void diagnosesNoNonsense(String request) {
        Response response = diagnosis(TestIdentity.operator(), request);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.contentType()).contains("application/problem+json");
    }

    @Test
    void holdsNoLargeBodyForADiagnosis() {
        Response response = diagnosis("none", " ".repeat(2 * 1024 * 1024 + 1));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.contentType()).contains("application/problem+json");
    }

    @Test
    void diagnosesOnlySoOften() {
        topic.tell(EndpointTopic.endpoint(id, "github", 1, "first"));
        String request = """
                {"provider": "github", "endpoint": "%s", "bodyBase64": "e30=", "headers": {}}""".formatted(id);
        String token = TestIdentity.admin("dora", "initech");

        List<Integer> answers = Stream.generate(() -> diagnosis(token, request).statusCode())
                .limit(LIMIT + 1)
                .toList();

        assertThat(answers.subList(0, LIMIT)).containsOnly(404);
        assertThat(answers.get(LIMIT)).isEqualTo(429);
        assertThat(Integer.parseInt(diagnosis(token, request).header("Retry-After")))
                .isBetween(1, 60);
    }

    private Response diagnosis(String token, String request) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(request)
                .post(gateway + "api/signature-diagnosis");
    }

    @Test
    void answersSignedChallengesAnywhere() throws Exception {
        topic.tell(EndpointTopic.endpoint(id, "challenger", 1, "first"));

        HttpResponse<String> echo = challenge("{\"type\": \"url_verification\", \"challenge\": \"3eZbrw1a\"}", "first");
        HttpResponse<String> hash =
                challenge("{\"type\": \"endpoint.url_validation\", \"plainToken\": \"abc\"}", "first");
        HttpResponse<String> forged =
                challenge("{\"type\": \"url_verification\", \"challenge\": \"3eZbrw1a\"}", "another");
        HttpResponse<String> unsigned = send(github.request("/webhooks/challenger/" + id)
                .POST(BodyPublishers.ofString("{\"type\": \"verification_token\", \"token\": \"t\"}")));
        HttpResponse<String> query = send(github.request("/webhooks/challenger/" + id + "?validationToken=x")
                .POST(BodyPublishers.noBody()));
        HttpResponse<String> get = send(github.request("/webhooks/challenger/" + id + "?validationToken=x"));

        assertThat(echo.statusCode()).isEqualTo(200);
        assertThat(echo.body()).isEqualTo("3eZbrw1a");
        assertThat(echo.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(echo.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(hash.body()).isEqualTo("{\"plainToken\":\"abc\",\"encryptedToken\":\"%s\"}", hmac("abc", "first"));
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(List.of(unsigned, query)).as("nobody awaits it").allMatch(answer -> answer.statusCode() == 401);
        assertThat(get.statusCode()).isEqualTo(405);
    }

    @Test
    void answersUnsignedChallengesWhereTheyAreAwaited() throws Exception {
        topic.tell(EndpointTopic.endpoint(
                id, "challenger", 1, Optional.of(Instant.now().plusSeconds(60)), SigningSecret.of(Secret.of("first"))));
        String path = "/webhooks/challenger/" + id;

        HttpResponse<String> body = send(github.request(path)
                .POST(BodyPublishers.ofString("{\"type\": \"verification_token\", \"token\": \"t\"}")));
        HttpResponse<String> other =
                send(github.request(path).POST(BodyPublishers.ofString("{\"type\": \"order\", \"id\": \"1\"}")));
        HttpResponse<String> query =
                send(github.request(path + "?validationToken=a%20b%3Cc%3E").POST(BodyPublishers.noBody()));
        HttpResponse<String> longOne = send(
                github.request(path + "?validationToken=" + "x".repeat(1025)).POST(BodyPublishers.noBody()));

        assertThat(body.body()).isEqualTo("t");
        assertThat(other.statusCode()).as("an unsigned delivery").isEqualTo(401);
        assertThat(query.body()).isEqualTo("a b<c>");
        assertThat(query.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(query.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(longOne.statusCode()).isEqualTo(401);
    }

    @Test
    void confirmsASubscriptionToWhoKnowsTheWord() throws Exception {
        topic.tell(EndpointTopic.endpoint(
                id, "subscriber", 1, Optional.of(Instant.now().plusSeconds(60)), SigningSecret.of(Secret.of("first"))));
        String path = "/webhooks/subscriber/" + id;

        HttpResponse<String> right = send(github.request(path + "?hub.challenge=11582&hub.verify_token=sesame"));
        HttpResponse<String> guessed = send(github.request(path + "?hub.challenge=11582&hub.verify_token=x"));
        HttpResponse<String> other = send(github.request(path));
        topic.tell(EndpointTopic.endpoint(id, "subscriber", 2, "first"));

        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(right.body()).isEqualTo("11582");
        assertThat(guessed.statusCode()).isEqualTo(401);
        assertThat(other.statusCode()).isEqualTo(405);
        await("nobody awaits it any more")
                .atMost(PROMISE)
                .until(() -> send(github.request(path + "?hub.challenge=11582&hub.verify_token=sesame"))
                                .statusCode()
                        == 405);
    }

    @Test
    void answersAsTheDefinitionSaysToASignedHead() throws Exception {
        topic.tell(EndpointTopic.endpoint(id, "subscriber", 1, "first"));

        HttpResponse<String> sync = send(github.request("/webhooks/subscriber/" + id)
                .header("X-Subscriber-Signature", hmac("", "first"))
                .header("X-State", "sync")
                .POST(BodyPublishers.noBody()));

        assertThat(sync.statusCode()).isEqualTo(204);
        assertThat(sync.body()).isEmpty();
    }

    /** Source: api.slack.com, "url_verification event" and "Responding to Events". */
    @Test
    void speaksSlack() throws Exception {
        topic.tell(EndpointTopic.endpoint(id, "slack", 1, "first"));
        String event = "Ev" + id;

        HttpResponse<String> handshake =
                slack("{\"type\": \"url_verification\", \"challenge\": \"3eZbrw1a\"}", "first");
        HttpResponse<String> forged = slack("{\"type\": \"url_verification\", \"challenge\": \"3eZbrw1a\"}", "other");
        HttpResponse<String> message = slack(
                "{\"type\": \"event_callback\", \"team_id\": \"T1\", \"event_id\": \"%s\"}".formatted(event), "first");

        assertThat(handshake.body()).isEqualTo("3eZbrw1a");
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(message.statusCode()).isEqualTo(200);
        assertThat(message.body()).isEmpty();
        try (ReceivedTopic received = new ReceivedTopic()) {
            assertThat(ReceivedTopic.delivery(received.await(event)).account()).contains("T1");
        }
    }

    private HttpResponse<String> slack(String body, String secret) throws Exception {
        long now = Instant.now().getEpochSecond();
        return send(github.request("/webhooks/slack/" + id)
                .header("Content-Type", "application/json")
                .header("X-Slack-Request-Timestamp", Long.toString(now))
                .header("X-Slack-Signature", "v0=" + hmac("v0:" + now + ":" + body, secret))
                .POST(BodyPublishers.ofString(body)));
    }

    /** Source: SOAP API Developer Guide, "Understanding Outbound Messaging". */
    @Test
    void acknowledgesToSalesforceInItsOwnTerms() throws Exception {
        topic.tell(EndpointTopic.endpoint(id, "salesforce", 1, Optional.empty()));
        String message = """
                <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
                <notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>%s</OrganizationId>
                <Notification><Id>04l%s</Id><sObject xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:type="sf:Opportunity"/></Notification></notifications></soapenv:Body></soapenv:Envelope>""";

        HttpResponse<String> right = salesforce(message.formatted("583231", id));
        HttpResponse<String> other = salesforce(message.formatted("583232", id));
        HttpResponse<String> doctype = salesforce("<!DOCTYPE x>" + message.formatted("583231", id));

        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(right.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/xml"));
        assertThat(right.body())
                .contains("notificationsResponse")
                .contains("http://soap.sforce.com/2005/09/outbound")
                .contains("<Ack>true</Ack>");
        assertThat(List.of(other, doctype)).allMatch(answer -> answer.statusCode() == 401);
    }

    private HttpResponse<String> salesforce(String body) throws Exception {
        return send(github.request("/webhooks/salesforce/" + id)
                .header("Content-Type", "text/xml; charset=UTF-8")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Source: developers.google.com/workspace/drive/api/guides/push. */
    @Test
    void answersGooglesSync() throws Exception {
        topic.tell(EndpointTopic.endpoint(id, "google", 1, "first"));
        HttpRequest.Builder sync = github.request("/webhooks/google/" + id)
                .header("X-Goog-Channel-ID", id.toString())
                .header("X-Goog-Message-Number", "1")
                .header("X-Goog-Resource-State", "sync")
                .POST(BodyPublishers.noBody());

        HttpResponse<String> without = send(sync);
        HttpResponse<String> with = send(sync.header("X-Goog-Channel-Token", "first"));

        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(with.statusCode()).isEqualTo(200);
        assertThat(with.body()).isEmpty();
    }

    /** Behind an ingress the request names other hosts and schemes than the provider signed. */
    @Test
    void verifiesTheUrlThatTheProviderWasGiven() throws Exception {
        topic.tell(EndpointTopic.endpoint(id, "twilio", 1, "first"));
        String path = "/webhooks/twilio/" + id + "?a=b%20c";
        String right = "https://hooks.example/in" + path;
        String asItArrives = gateway.resolve(path).toString();

        assertThat(twilio(path, right)).isEqualTo(200);
        assertThat(twilio(path, asItArrives)).isEqualTo(401);
    }

    /** Source: twilio.com/docs/usage/webhooks/webhooks-security: URL, then each field's name and value. */
    private int twilio(String path, String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(Github.bytes("first"), "HmacSHA1"));
        String code = Base64.getEncoder().encodeToString(mac.doFinal(Github.bytes(signed + "AccountSidAC1BodyHi")));
        return send(github.request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("X-Forwarded-Host", "hooks.example")
                        .header("X-Twilio-Signature", code)
                        .POST(BodyPublishers.ofString("Body=Hi&AccountSid=AC1")))
                .statusCode();
    }

    private HttpResponse<String> challenge(String body, String secret) throws Exception {
        return send(github.request("/webhooks/challenger/" + id)
                .header("X-Challenger-Signature", hmac(body, secret))
                .POST(BodyPublishers.ofString(body)));
    }

    private static String hmac(String text, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Github.bytes(secret), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void open(String secret) throws Exception {
        topic.tell(EndpointTopic.endpoint(id, "github", 1, secret));
        assertThat(status(secret)).isEqualTo(200);
    }

    private int status(String secret) throws IOException, InterruptedException {
        return send(github.delivery(id, Github.id(), BODY, secret)).statusCode();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return github.send(request);
    }
}
