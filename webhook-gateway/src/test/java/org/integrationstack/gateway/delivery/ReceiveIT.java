package org.integrationstack.gateway.delivery;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.embedded.testing.CommittedApi;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.gateway.GatewayConfig;
import org.integrationstack.gateway.testing.Github;
import org.integrationstack.gateway.testing.RawConnection;
import org.integrationstack.gateway.testing.ReceivedTopic;
import org.integrationstack.gateway.testing.Secrets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(
        value = Infrastructure.class,
        restrictToAnnotatedClass = true,
        initArgs = {@ResourceArg(name = "service", value = "gateway"), @ResourceArg(name = "needs", value = "kafka")})
@QuarkusTestResource(value = Secrets.class, restrictToAnnotatedClass = true)
class ReceiveIT {

    private static final Pattern TRACE_ID = Pattern.compile("\"traceId\":\"[0-9a-f]+\"");
    private static final String SMALL_PUSH = """
            {"ref": "refs/heads/main", "commits": [], "repository": {"id": 1296269, "owner": {"id": 583231}}}""";

    @Inject
    GatewayConfig config;

    @TestHTTPResource("/")
    URI gateway;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private Github github;

    @BeforeEach
    void github() {
        github = new Github(gateway);
    }

    @Test
    void takesTheDeliveryThatGithubPublishes() throws Exception {
        String id = Github.id();
        byte[] body = Github.bytes("Hello, World!");

        HttpResponse<String> response = github.send(github.request("/webhooks/github")
                .header("X-GitHub-Event", "ping")
                .header("X-GitHub-Delivery", id)
                .header(
                        "X-Hub-Signature-256",
                        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
                .POST(BodyPublishers.ofByteArray(body)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("OK");
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain");
        try (ReceivedTopic topic = new ReceivedTopic()) {
            assertThat(topic.await(id).value()).isEqualTo(body);
        }
    }

    @Test
    void writesWhatTheWorkerNeedsAndContinuesTheTrace() throws Exception {
        String id = Github.id();
        byte[] body = Github.bytes(SMALL_PUSH);

        HttpResponse<String> response = github.send(github.delivery(id, body)
                .header("X-GitHub-Hook-ID", "42")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        assertThat(response.statusCode()).isEqualTo(200);
        try (ReceivedTopic topic = new ReceivedTopic()) {
            ConsumerRecord<String, byte[]> message = topic.await(id);
            ReceivedWebhook delivery = ReceivedTopic.delivery(message);
            assertThat(delivery.account()).contains("583231");
            assertThat(delivery.orderingKey()).isEqualTo("1296269");
            assertThat(delivery.headers())
                    .containsEntry("x-github-hook-id", "42")
                    .doesNotContainKey("x-hub-signature-256");
            assertThat(delivery.isVerifiedBy(Secrets.gatewayKeys())).isTrue();
            assertThat(message.key()).isEqualTo(delivery.recordKey());
            assertThat(new String(message.headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII))
                    .contains("0af7651916cd43dd8448eb211c80319c");
        }
    }

    @Test
    void givesOneAnswerToEveryKindOfBadSignature() throws Exception {
        byte[] body = Github.bytes(SMALL_PUSH);
        String right = Github.signature(body);
        List<HttpResponse<String>> responses = new ArrayList<>();

        responses.add(github.send(github.request("/webhooks/github").POST(BodyPublishers.ofByteArray(body))));
        for (String signature : List.of(
                "", "sha256=", "sha1=" + right, right + "00", right.replace('0', '1'), Github.signature(new byte[0]))) {
            responses.add(github.send(github.request("/webhooks/github")
                    .header("X-Hub-Signature-256", signature)
                    .POST(BodyPublishers.ofByteArray(body))));
        }
        responses.add(github.send(github.delivery(Github.id(), body).header("X-Hub-Signature-256", right)));

        assertThat(responses).allSatisfy(response -> {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        });
        assertThat(responses.stream()
                        .map(response -> TRACE_ID.matcher(response.body()).replaceAll(""))
                        .distinct())
                .hasSize(1);
        assertThat(responses.get(0).body()).contains("urn:integration-stack:problem:invalid-signature");
    }

    /** Each announces a body of 1000 bytes and sends none of it. */
    @ParameterizedTest
    @CsvSource({
        "/webhooks/github, X-None: x, 401",
        "/webhooks/github, X-Hub-Signature-256: sha256=12, 401",
        "/webhooks/nobody, X-None: x, 404",
        "/webhooks/GITHUB, X-None: x, 404",
        "/webhooks/github/3f6c1a52, X-None: x, 404",
        "/webhooks/github/3f6c1a52-5b0e-4a8e-9a52-0d6a4f0c9f11, X-None: x, 404",
        "/webhooks/acme, X-None: x, 503",
        "/webhooks/github, Content-Encoding: gzip, 415"
    })
    void answersBeforeTheBodyIsThere(String path, String header, int status) throws Exception {
        try (RawConnection connection = new RawConnection(gateway)) {
            connection.head("POST " + path + " HTTP/1.1", "Host: gateway", "Content-Length: 1000", header);

            assertThat(connection.status()).isEqualTo(status);
        }
    }

    @Test
    void goesOnWithAConnectionWhoseDeliveryItRefused() throws Exception {
        try (RawConnection connection = new RawConnection(gateway)) {
            connection.head("POST /webhooks/github HTTP/1.1", "Host: gateway", "Content-Length: 100000");
            assertThat(connection.status()).isEqualTo(401);

            connection.write("x".repeat(100_000)).head("GET /webhooks/github HTTP/1.1", "Host: gateway");

            assertThat(connection.status()).isEqualTo(405);
        }
    }

    @Test
    void refusesABodyThatIsAnnouncedTooLarge() throws Exception {
        try (RawConnection connection = new RawConnection(gateway)) {
            connection.head(
                    "POST /webhooks/github HTTP/1.1",
                    "Host: gateway",
                    "X-Hub-Signature-256: " + Github.signature(new byte[0]),
                    "Content-Length: " + (25 * 1024 * 1024 + 1));

            assertThat(connection.status()).isEqualTo(413);
        }
    }

    @Test
    void refusesABodyThatBecomesTooLarge() throws Exception {
        String chunk = Integer.toHexString(1024 * 1024) + "\r\n" + "x".repeat(1024 * 1024) + "\r\n";
        try (RawConnection connection = new RawConnection(gateway)) {
            connection.head(
                    "POST /webhooks/github HTTP/1.1",
                    "Host: gateway",
                    "X-Hub-Signature-256: " + Github.signature(new byte[0]),
                    "Transfer-Encoding: chunked");
            for (int i = 0; i < 25; i++) {
                connection.write(chunk);
            }

            assertThat(connection.write("1\r\nx\r\n").status()).isEqualTo(413);
        }
    }

    /** An event loop that is held up as long as that costs others their acknowledgement. */
    @Test
    void takesTheLargestBodyWhileOthersAreServed() throws Exception {
        byte[] body = new byte[25 * 1024 * 1024];
        new Random(7).nextBytes(body);
        String id = Github.id();

        CompletableFuture<HttpResponse<String>> large = github.sendAsync(github.delivery(id, body));
        long longest = 0;
        while (!large.isDone()) {
            long start = System.nanoTime();
            assertThat(github.send(github.request("/webhooks/github").GET()).statusCode())
                    .isEqualTo(405);
            longest = Math.max(longest, System.nanoTime() - start);
        }

        assertThat(large.join().statusCode()).isEqualTo(200);
        assertThat(longest)
                .as("nanoseconds that another request took")
                .isLessThan(config.acknowledgementTimeout().toNanos());
        try (ReceivedTopic topic = new ReceivedTopic()) {
            assertThat(topic.await(id).value()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
    void takesPostsAlone(String method) throws Exception {
        HttpResponse<String> response =
                github.send(github.request("/webhooks/github").method(method, BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void saysThatADeliveryHasNoId() throws Exception {
        byte[] body = Github.bytes(SMALL_PUSH);

        HttpResponse<String> response = github.send(github.request("/webhooks/github")
                .header("X-Hub-Signature-256", Github.signature(body))
                .POST(BodyPublishers.ofByteArray(body)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("urn:integration-stack:problem:invalid-request");
    }

    @Test
    void tellsHowItIs() throws Exception {
        github.send(github.delivery(Github.id(), Github.bytes(SMALL_PUSH)));
        github.send(github.request("/webhooks/made-up").POST(BodyPublishers.noBody()));

        assertThat(given().get(management + "health/ready").asString())
                .containsIgnoringWhitespaces("\"name\":\"Kafka\",\"status\":\"UP\"");
        assertThat(given().get(management + "metrics").asString())
                .contains("webhooks_received_total{outcome=\"accepted\",provider=\"github\"}")
                .contains("webhooks_received_total{outcome=\"unknown_provider\",provider=\"unknown\"}")
                .contains("webhooks_acknowledged_seconds_count")
                .contains("webhooks_in_flight_bytes 0.0");
    }

    @Test
    void describesItsApi() {
        CommittedApi.assertSame(given().get(management + "openapi").asString());
    }
}
