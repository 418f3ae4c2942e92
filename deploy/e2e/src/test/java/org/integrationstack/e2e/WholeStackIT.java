package org.integrationstack.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole stack in its own processes: the journey through it, and what is left when processes are killed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeStackIT {
    private static final Duration WHOLE_AGAIN = Duration.ofSeconds(20);
    private static final List<String> SERVICES = List.of(
            "CONNECTIONS_MANAGEMENT_URL", "GATEWAY_MANAGEMENT_URL", "WORKER_MANAGEMENT_URL", "PROXY_MANAGEMENT_URL");

    /** What other people's tools read in {@code stack.env}: a key may be added, none may go. */
    private static final List<String> PROMISED = List.of(
            "CONNECTIONS_URL",
            "GATEWAY_URL",
            "WORKER_URL",
            "PROXY_URL",
            "CONNECTIONS_MANAGEMENT_URL",
            "GATEWAY_MANAGEMENT_URL",
            "WORKER_MANAGEMENT_URL",
            "PROXY_MANAGEMENT_URL",
            "SANDBOX_URL",
            "IDP_URL",
            "TOKEN_URL",
            "MAIL_URL",
            "SERVICE_CLIENT_ID",
            "SERVICE_CLIENT_SECRET",
            "USER_TOKEN",
            "OTHER_USER_TOKEN",
            "ADMIN_TOKEN",
            "OPERATOR_TOKEN",
            "SERVICE_TOKEN",
            "OTHER_TENANT_TOKEN",
            "GITHUB_WEBHOOK_SECRET",
            "STRIPE_WEBHOOK_SECRET",
            "SLACK_SIGNING_SECRET",
            "STANDARD_WEBHOOKS_SECRET",
            "DATABASE_URL",
            "KAFKA_BOOTSTRAP_SERVERS",
            "REDIS_URL",
            "SMTP_URL",
            "PID_CONNECTIONS",
            "PID_GATEWAY",
            "PID_WORKER",
            "PID_PROXY",
            "PID_KAFKA",
            "PID_POSTGRES",
            "PID_REDIS");

    /** How the tokens and keys begin that the demo's providers give. */
    private static final List<String> TOKENS =
            List.of("gho_", "ghu_", "ghs_", "ya29.", "xoxb-", "xoxp-", "sk_test_", "00D5g000004Acme!", "5Aep861");

    private static RunningStack stack;
    private static Product product;
    private static String connection;
    private static JsonNode endpoint;
    private static long pushes;

    @BeforeAll
    static void start() {
        stack = RunningStack.start("e2e");
        product = new Product(stack);
    }

    @AfterAll
    static void stop() {
        stack.close();
        assertThat(stack.processes()).as("left behind").isEmpty();
    }

    @Test
    @Order(1)
    void tellsWhatOtherToolsRelyOn() {
        assertThat(PROMISED).allSatisfy(key -> assertThat(stack.env(key)).isNotBlank());
    }

    @Test
    @Order(1)
    void demoWalksTheWholeJourney() throws Exception {
        File output = Path.of("target", "demo.txt").toFile();

        Process demo = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.integrationstack.local.demo.Demo",
                        stack.stackEnv().toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
        assertThat(demo.exitValue()).as(Files.readString(output.toPath())).isZero();
    }

    @Test
    @Order(2)
    void connectsAnAccountByALinkThatAProgramMade() {
        connection = product.connectGitHub();

        assertThat(product.status(connection)).hasValue("ACTIVE");
        pushes = product.pushesSeen(connection);
        pushIsSeenOnce();
        endpoint = product.endpoint("github", connection);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PID_CONNECTIONS",
                "PID_GATEWAY",
                "PID_WORKER",
                "PID_PROXY",
                "PID_KAFKA",
                "PID_POSTGRES",
                "PID_REDIS",
                "PID_REDIS_CACHE",
                "PID_IDENTITY",
                "PID_SANDBOX"
            })
    @Order(3)
    void isWholeAgainAfterAKillAndLosesNothing(String pid) {
        String killed = stack.env(pid);
        acceptPush();

        stack.kill(pid);

        Await.until(
                WHOLE_AGAIN,
                "all is ready after the kill of " + pid,
                () -> !stack.env(pid).equals(killed) && SERVICES.stream().allMatch(product::isReady));
        pushIsSeenOnce();
        assertThat(product.status(connection)).hasValue("ACTIVE");
        Await.until(WHOLE_AGAIN, "the proxy answers", () -> product.callsGitHub(connection));
    }

    /** Each gateway reads the endpoints from Kafka before it is ready. */
    @Test
    @Order(4)
    void anEndpointOutlivesEveryProcess() {
        String order = "{\"provider\":\"github\",\"event\":\"push\",\"target\":\"%s\",\"secret\":\"%s\"}"
                .formatted(
                        endpoint.path("url").asText(), endpoint.path("secret").asText());

        assertThat(product.sendWebhook(order)).isEqualTo(200);
        assertThat(product.sendWebhook(order.replace("\"secret\":\"", "\"secret\":\"not ")))
                .isEqualTo(401);
        pushes++;
        Await.until(WHOLE_AGAIN, "the push is seen", () -> product.pushesSeen(connection) == pushes);
    }

    @Test
    @Order(5)
    void noLogShowsASecret() throws IOException {
        List<String> secrets = Stream.of(
                        "USER_TOKEN",
                        "ADMIN_TOKEN",
                        "OPERATOR_TOKEN",
                        "SERVICE_TOKEN",
                        "OTHER_TENANT_TOKEN",
                        "SERVICE_CLIENT_SECRET",
                        "GITHUB_WEBHOOK_SECRET",
                        "STRIPE_WEBHOOK_SECRET",
                        "SLACK_SIGNING_SECRET",
                        "PRODUCT_WEBHOOK_SECRET")
                .map(stack::env)
                .toList();

        try (Stream<Path> logs = Files.list(stack.logs())) {
            for (Path log : logs.toList()) {
                String text = Files.readString(log);
                assertThat(secrets).as(log.toString()).noneMatch(text::contains);
                assertThat(TOKENS).as(log.toString()).noneMatch(text::contains);
            }
        }
    }

    @Test
    @Order(6)
    void nothingOutlivesALauncherThatIsKilled() {
        assertThat(stack.processes()).hasSizeGreaterThan(8);

        stack.killLauncher();

        Await.until(WHOLE_AGAIN, "no process is left", () -> stack.processes().isEmpty());
    }

    /** Sends a push until the gateway accepts it, always as the same delivery. */
    private static void acceptPush() {
        String deliveryId = UUID.randomUUID().toString();
        Await.until(WHOLE_AGAIN, "the gateway accepts a push", () -> product.sendPush(deliveryId) == 200);
        pushes++;
    }

    private static void pushIsSeenOnce() {
        acceptPush();
        Await.until(
                WHOLE_AGAIN,
                "%d pushes are in the activity log".formatted(pushes),
                () -> product.pushesSeen(connection) >= pushes);
        assertThat(product.pushesSeen(connection)).isEqualTo(pushes);
    }
}
