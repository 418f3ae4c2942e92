package org.integrationstack.gateway.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.gateway.testing.Github;
import org.integrationstack.gateway.testing.RawConnection;
import org.integrationstack.gateway.testing.ReceivedTopic;
import org.integrationstack.gateway.testing.Secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What senders do that mean harm, or know no better; with limits that a test can reach. */
@QuarkusTest
@QuarkusTestResource(
        value = Infrastructure.class,
        restrictToAnnotatedClass = true,
        initArgs = {@ResourceArg(name = "service", value = "gateway"), @ResourceArg(name = "needs", value = "kafka")})
@QuarkusTestResource(value = Secrets.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = BadInputIT.Tight.class, restrictToAnnotatedClass = true)
class BadInputIT {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int BUDGET = 4 * MEBIBYTE;
    private static final String HOST = "Host: gateway";
    private static final String POST = "POST /webhooks/github HTTP/1.1";
    private static final String FORGED = "X-Hub-Signature-256: sha256=" + "0".repeat(64);

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    InFlight inFlight;

    private final List<RawConnection> connections = new ArrayList<>();
    private Github github;

    @BeforeEach
    void github() {
        github = new Github(gateway);
    }

    @AfterEach
    void nothingIsHeldOn() throws Exception {
        for (RawConnection connection : connections) {
            connection.close();
        }
        await().atMost(Duration.ofSeconds(15)).until(() -> inFlight.taken() == 0);
    }

    @Test
    void refusesABodyForWhichThereIsNoMemorySetAsideAndTakesTheNextOne() throws Exception {
        HttpResponse<String> refused = github.send(github.delivery(Github.id(), new byte[BUDGET]));
        HttpResponse<String> taken = github.send(github.delivery(Github.id(), new byte[BUDGET / 2]));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(inFlight.taken()).isZero();
    }

    /** Together they would hold more than twice the budget. */
    @Test
    void takesSignedDeliveriesWhileHundredsSendSlowly() throws Exception {
        for (int i = 0; i < 300; i++) {
            connection().head(POST, HOST, FORGED, "Content-Length: 60000").write("x".repeat(30_000));
        }
        await("the first had their chance").atMost(Duration.ofSeconds(5)).until(() -> status() == 200);

        assertThat(inFlight.taken()).isGreaterThan(MEBIBYTE);
        for (int i = 0; i < 50; i++) {
            assertThat(status()).isEqualTo(200);
            assertThat(inFlight.taken()).isLessThanOrEqualTo(BUDGET);
        }
    }

    @Test
    void takesSignedDeliveriesWhileLargeBodiesArrive() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService senders = Executors.newFixedThreadPool(10);
        for (int i = 0; i < 10; i++) {
            senders.execute(() -> sendLargeBodies(over));
        }
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(status()).isEqualTo(200);
                assertThat(inFlight.taken()).isLessThanOrEqualTo(BUDGET);
            }
        } finally {
            over.set(true);
            senders.shutdownNow();
        }
    }

    /** Refused at some place of 25 MiB, they begin anew. */
    private void sendLargeBodies(AtomicBoolean over) {
        byte[] part = new byte[128 * 1024];
        while (!over.get()) {
            try (RawConnection connection = new RawConnection(gateway)) {
                connection.head(POST, HOST, FORGED, "Content-Length: " + 25 * MEBIBYTE);
                for (int sent = 0; sent < 25 * MEBIBYTE && !over.get(); sent += part.length) {
                    connection.write(part);
                }
            } catch (IOException e) {
                // That is how the gateway ends it.
            }
        }
    }

    @Test
    void endsTheConnectionOfWhoDoesNotSendTheBody() throws Exception {
        String answer = connection()
                .head(POST, HOST, FORGED, "Content-Length: 10")
                .write("abc")
                .rest();

        assertThat(answer).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
    }

    @Test
    void asksForTheBodyOnlyWhenItIsWanted() throws Exception {
        RawConnection wanted = connection().head(POST, HOST, FORGED, "Content-Length: 10", "Expect: 100-continue");
        RawConnection unwanted = connection().head(POST, HOST, "Content-Length: 10", "Expect: 100-continue");

        assertThat(wanted.next(21)).isEqualTo("HTTP/1.1 100 Continue");
        assertThat(unwanted.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: -1",
                "Content-Length: 2, 3",
                "Content-Length: two",
                "Content-Length: 99999999999999999999",
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: xchunked"
            })
    void refusesALengthThatCanBeReadInTwoWays(String header) throws Exception {
        assertThat(connection().head(POST, HOST, FORGED, header).write("{}").status())
                .isIn(400, 413, 501);
    }

    @Test
    void takesNothingOfABodyThatIsCutOff() throws Exception {
        RawConnection connection =
                connection().head(POST, HOST, FORGED, "Content-Length: 100").write("{}");
        await().until(() -> inFlight.count() == 1);

        connection.endOutput();

        await().atMost(Duration.ofSeconds(1)).until(() -> inFlight.count() == 0);
    }

    @Test
    void takesNoMoreThanWasAnnounced() throws Exception {
        String id = Github.id();
        RawConnection connection = connection()
                .head(
                        POST,
                        HOST,
                        "X-Hub-Signature-256: " + Github.signature(Github.bytes("{}")),
                        "X-GitHub-Event: push",
                        "X-GitHub-Delivery: " + id,
                        "Content-Length: 2")
                .write("{} and more\r\n\r\n");

        assertThat(connection.status()).isEqualTo(200);
        assertThat(connection.status()).isIn(400, -1);
        assertThat(received(id).body()).isEqualTo(Github.bytes("{}"));
    }

    /** Whoever hung up may send it again, but it is there. */
    @Test
    void finishesADeliveryWhoseSenderIsGone() throws Exception {
        String id = Github.id();

        connection()
                .head(
                        POST,
                        HOST,
                        "X-Hub-Signature-256: " + Github.signature(Github.bytes("{}")),
                        "X-GitHub-Event: push",
                        "X-GitHub-Delivery: " + id,
                        "Content-Length: 2")
                .write("{}")
                .close();

        assertThat(received(id).body()).isEqualTo(Github.bytes("{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Hub-Signature-256, 401",
        "X-GitHub-Delivery, 400",
        "X-GitHub-Event, 400",
        "Authorization, 400",
    })
    void refusesHeadersThatAreThereTwice(String doubled, int status) throws Exception {
        String body = "{}";
        List<String> lines = new ArrayList<>(List.of(
                POST,
                HOST,
                "X-Hub-Signature-256: " + Github.signature(Github.bytes(body)),
                "X-GitHub-Event: push",
                "X-GitHub-Delivery: 1",
                "Authorization: Bearer x",
                "Content-Length: 2"));
        lines.addAll(lines.stream().filter(line -> line.startsWith(doubled)).toList());

        assertThat(connection().head(lines.toArray(String[]::new)).write(body).status())
                .isEqualTo(status);
    }

    @Test
    void takesNoAttributeOfTheRecordFromTheRequest() throws Exception {
        String id = Github.id();

        HttpResponse<String> response = github.send(github.delivery(id, Github.bytes("{}"))
                .header("ce_id", "3f6c1a52-5b0e-4a8e-9a52-0d6a4f0c9f11")
                .header("ce_tenant", "globex")
                .header("ce_endpoint", "x")
                .header("ce_account", "1")
                .header("ce_mac", "x")
                .header("http_x-github-event", "ping")
                .header("Integration-Tenant", "globex"));

        assertThat(response.statusCode()).isEqualTo(200);
        ReceivedWebhook delivery = received(id);
        assertThat(delivery.isVerifiedBy(Secrets.gatewayKeys())).isTrue();
        assertThat(delivery.tenant()).isEmpty();
        assertThat(delivery.endpoint()).isEmpty();
        assertThat(delivery.account()).isEmpty();
        assertThat(delivery.headers()).containsEntry("x-github-event", "push").hasSize(2);
    }

    /** A GiB of zeros would fit into a MiB; nothing is ever unpacked. */
    @Test
    void unpacksNothing() throws Exception {
        byte[] bomb = gzip(new byte[64 * MEBIBYTE]);
        String id = Github.id();

        HttpResponse<String> declared = github.send(github.delivery(id, bomb).header("Content-Encoding", "gzip"));
        HttpResponse<String> undeclared = github.send(github.delivery(id, bomb));

        assertThat(declared.statusCode()).isEqualTo(415);
        assertThat(undeclared.statusCode()).isEqualTo(200);
        assertThat(received(id).body()).isEqualTo(bomb);
    }

    /** What is signed is the provider's, whatever it is: it is kept as it came, and nothing is found in it. */
    @ParameterizedTest
    @CsvSource({
        "application/json, 7b2272ff",
        "application/json, 0000",
        "application/json, 7b2261223a",
        "text/xml, 3c21444f43545950452061205b3c21454e5449545920782053595354454d202266696c653a2f2f2f6574632f706173737764223e5d3e3c613e26783b3c2f613e",
        "application/x-www-form-urlencoded, 7061796c6f61643d257a7a"
    })
    void keepsWhatItCannotRead(String contentType, String hex) throws Exception {
        String id = Github.id();
        byte[] body = HexFormat.of().parseHex(hex);

        HttpResponse<String> response = github.send(github.delivery(id, body).setHeader("Content-Type", contentType));

        assertThat(response.statusCode()).isEqualTo(200);
        ReceivedWebhook delivery = received(id);
        assertThat(delivery.body()).isEqualTo(body);
        assertThat(delivery.account()).isEmpty();
        assertThat(delivery.orderingKey()).isEmpty();
    }

    private int status() throws IOException, InterruptedException {
        byte[] body = new byte[7_000];
        return github.send(github.delivery(Github.id(), body)).statusCode();
    }

    private static ReceivedWebhook received(String id) {
        try (ReceivedTopic topic = new ReceivedTopic()) {
            return ReceivedTopic.delivery(topic.await(id));
        }
    }

    private RawConnection connection() throws IOException {
        RawConnection connection = new RawConnection(gateway);
        connections.add(connection);
        return connection;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    /** Limits that a test can reach. */
    public static final class Tight implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            return Map.of("integration.gateway.in-flight", "4M", "integration.gateway.body-timeout", "3S");
        }

        @Override
        public void stop() {}
    }
}
