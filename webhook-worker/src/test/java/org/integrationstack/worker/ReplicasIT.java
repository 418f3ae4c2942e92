package org.integrationstack.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
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

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.integrationstack.worker.WebhookFixture.connection;

/** The worker as it is shipped, in processes of its own that start early, run together and die. */
class ReplicasIT {
    private static final Logger LOG = Logger.getLogger(ReplicasIT.class);
    private static final Path WORKER =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = MacKeys.generate();

    private static Map<String, String> environment;

    @TempDir
    Path logs;

    private final List<Replica> replicas = new ArrayList<>();

    @BeforeAll
    static void startInfrastructure() {
        environment = new HashMap<>(Infrastructure.environment("worker", "postgres,kafka"));
        environment.put("INTEGRATION_MODE", "local");
        environment.put("INTEGRATION_KEYS_WEBHOOK_MAC", KEY);
        environment.put("INTEGRATION_KEYS_WEBHOOK_PAYLOADS", Keyset.generate());
        environment.put("PROXY_URL", "http://127.0.0.1:9");
        environment.put("CONNECTIONS_URL", "http://127.0.0.1:9");
        environment.put("QUARKUS_MAILER_FROM", "no-reply@product.example");
        environment.put("INTEGRATION_HANDLING_LEASE", "2s");
    }

    @AfterEach
    void stopReplicas() {
        replicas.forEach(replica -> replica.process().stop(Duration.ofSeconds(15)));
    }

    @Test
    void waitsForWhatIsAwayAtItsStartAndSaysSo() throws IOException {
        Infrastructure.stop("postgres");
        Infrastructure.stop("kafka");
        Replica replica;
        try {
            replica = start();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> given().get(replica.ready())
                            .then()
                            .statusCode(503)
                            .body("checks.find { it.name == 'PostgreSQL' }.status", equalTo("DOWN"))
                            .body("checks.find { it.name == 'Kafka' }.status", equalTo("DOWN"))
                            .body("checks.find { it.name == 'connections.changed' }.status", equalTo("DOWN")));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(Files.readString(replica.process().log()))
                                    .contains("waiting for PostgreSQL")
                                    .contains("waiting for Kafka"));
        } finally {
            Infrastructure.start("kafka");
            Infrastructure.start("postgres");
        }

        awaitReady(replica);
    }

    @Test
    void losesNothingAndKeepsTheOrderWhenOneOfTwoIsKilled() {
        String tenant = "tenant-" + UUID.randomUUID();
        String account = WebhookFixture.newAccount();
        Neighbours neighbours = new Neighbours(kafka(), KEY, new ObjectMapper());
        Replica dies = start();
        Replica survives = start();
        awaitReady(dies);
        awaitReady(survives);
        neighbours.connectionChanges(connection(tenant, "alice", account));

        Map<String, List<String>> sent = new LinkedHashMap<>();
        for (int n = 0; n < 400; n++) {
            String key = "repository-" + n % 16;
            String branch = "branch-" + n;
            neighbours.gatewayReceives(push(account, key, branch));
            sent.computeIfAbsent(key, any -> new ArrayList<>()).add(branch);
            if (n == 200) {
                await().atMost(PATIENCE)
                        .until(() -> !neighbours.activities(tenant).isEmpty());
                dies.process().signal(Signal.KILL);
            }
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(recorded(neighbours, tenant)).isEqualTo(sent));
        neighbours.close();
    }

    /** Branches by repository, in the order recorded; what a relay that died had sent twice counts once. */
    private static Map<String, List<String>> recorded(Neighbours neighbours, String tenant) {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        neighbours
                .activities(tenant)
                .forEach(activity -> byId.putIfAbsent(activity.get("id").asText(), activity));
        Map<String, List<String>> branches = new LinkedHashMap<>();
        byId.values().stream()
                .map(activity -> activity.get("metadata"))
                .forEach(metadata -> branches.computeIfAbsent(
                                metadata.get("repository").asText(), any -> new ArrayList<>())
                        .add(metadata.get("branch").asText()));
        return branches;
    }

    private static WebhookFixture push(String account, String key, String branch) {
        String body = "{\"ref\": \"refs/heads/" + branch + "\", \"repository\": {\"full_name\": \"" + key + "\"}}";
        return WebhookFixture.push(account).orderingKey(key).body("application/json", body);
    }

    private Replica start() {
        int port = Ports.free();
        int managementPort = Ports.free();
        Map<String, String> own = new HashMap<>(environment);
        own.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        own.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        own.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        own.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> line = List.of(
                java.toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:SharedArchiveFile=" + WORKER.resolveSibling("app-cds.jsa"),
                "-jar",
                WORKER.toString());
        Command command =
                new Command("worker " + port, line, own, logs, logs.resolve("worker-" + port + ".log"), Signal.TERM);
        Replica replica = new Replica(
                ChildProcesses.spawn(command), "http://127.0.0.1:" + managementPort + "/q/health/ready", Instant.now());
        replicas.add(replica);
        return replica;
    }

    private static void awaitReady(Replica replica) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> given().get(replica.ready()).then().statusCode(200));
        LOG.infof(
                "%s ready %s after its start, having used %s of processor time",
                replica.process().name(), replica.age(), replica.processorTime());
    }

    private static Map<String, Object> kafka() {
        return Map.of(
                "bootstrap.servers", environment.get("KAFKA_BOOTSTRAP_SERVERS"),
                "security.protocol", environment.get("KAFKA_SECURITY_PROTOCOL"),
                "sasl.mechanism", environment.get("KAFKA_SASL_MECHANISM"),
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                                + environment.get("KAFKA_USERNAME") + "\" password=\""
                                + environment.get("KAFKA_PASSWORD") + "\";");
    }

    private record Replica(ChildProcess process, String ready, Instant started) {
        Duration age() {
            return Duration.between(started, Instant.now());
        }

        Duration processorTime() {
            return ProcessHandle.of(process.pid())
                    .flatMap(handle -> handle.info().totalCpuDuration())
                    .orElse(Duration.ZERO);
        }
    }
}
