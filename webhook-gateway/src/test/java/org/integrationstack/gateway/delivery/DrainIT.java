package org.integrationstack.gateway.delivery;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.embedded.ChildProcess;
import org.integrationstack.embedded.ChildProcesses;
import org.integrationstack.embedded.Command;
import org.integrationstack.embedded.Ports;
import org.integrationstack.embedded.Signal;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.gateway.testing.Github;
import org.integrationstack.gateway.testing.RawConnection;
import org.integrationstack.gateway.testing.ReceivedTopic;
import org.integrationstack.gateway.testing.Secrets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The gateway as it is shipped, asked to end while it works. */
class DrainIT {

    private static final Path GATEWAY =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path logs;

    private final int port = Ports.free();
    private final int management = Ports.free();
    private final URI gateway = URI.create("http://127.0.0.1:" + port + "/");
    private final Github github = new Github(gateway);
    private ChildProcess process;

    @BeforeEach
    void start() {
        Map<String, String> environment = new HashMap<>(Infrastructure.environment("gateway", "kafka"));
        environment.put("INTEGRATION_MODE", "local");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        environment.put("INTEGRATION_KEYS_WEBHOOK_MAC", MacKeys.generate());
        environment.put("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS", Keyset.generate());
        environment.put("INTEGRATION_PROVIDERS_GITHUB_WEBHOOK_SECRET", Secrets.GITHUB);
        environment.put("GATEWAY_URL", gateway.toString());
        environment.put("QUARKUS_SHUTDOWN_DELAY", DELAY.toString());
        process = start(environment);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> readiness() == 200);
    }

    private ChildProcess start(Map<String, String> environment) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> line = List.of(
                java.toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:SharedArchiveFile=" + GATEWAY.resolveSibling("app-cds.jsa"),
                "-jar",
                GATEWAY.toString());
        return ChildProcesses.spawn(
                new Command("gateway", line, environment, logs, logs.resolve("gateway.log"), Signal.TERM));
    }

    @AfterEach
    void stop() {
        process.stop(Duration.ofSeconds(15));
    }

    /** First not ready, while it still takes what comes; what is in flight when that is over is finished; then it is gone. */
    @Test
    void finishesWhatItHasAndTellsFirstThatItIsOnItsWayOut() throws Exception {
        String late = Github.id();
        String slow = Github.id();
        byte[] body = Github.bytes("{\"repository\": {\"id\": 1}}");
        try (RawConnection connection = new RawConnection(gateway)) {
            connection
                    .head(
                            "POST /webhooks/github HTTP/1.1",
                            "Host: gateway",
                            "X-Hub-Signature-256: " + Github.signature(body),
                            "X-GitHub-Event: push",
                            "X-GitHub-Delivery: " + slow,
                            "Content-Length: " + body.length)
                    .write(Arrays.copyOf(body, 1));

            process.signal(Signal.TERM);

            await().atMost(PATIENCE).until(() -> readiness() == 503);
            Instant end = Instant.now().plus(DELAY).plusSeconds(1);
            do {
                assertThat(github.send(github.delivery(late, body)).statusCode())
                        .as("while others still send here")
                        .isEqualTo(200);
            } while (Instant.now().isBefore(end));
            connection.write(Arrays.copyOfRange(body, 1, body.length));
            assertThat(connection.status()).as("what was in flight").isEqualTo(200);
        }

        await().atMost(PATIENCE).until(() -> !process.isAlive());
        try (ReceivedTopic topic = new ReceivedTopic()) {
            assertThat(topic.await(late).value()).isEqualTo(body);
            assertThat(topic.await(slow).value()).isEqualTo(body);
        }
        // What other tests left on the topic of endpoints is sealed under their keys.
        assertThat(Files.readAllLines(process.log()))
                .filteredOn(line -> line.contains("ERROR"))
                .allMatch(line -> line.contains("EndpointReader"));
    }

    private int readiness() {
        return given().get("http://127.0.0.1:" + management + "/q/health/ready").statusCode();
    }
}
