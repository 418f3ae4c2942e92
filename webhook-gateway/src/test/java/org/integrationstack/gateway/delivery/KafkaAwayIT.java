package org.integrationstack.gateway.delivery;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.gateway.testing.Github;
import org.integrationstack.gateway.testing.ReceivedTopic;
import org.integrationstack.gateway.testing.Secrets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The gateway is started while Kafka and the identity provider are away; Kafka then comes, goes and comes back. */
@QuarkusTest
@QuarkusTestResource(value = KafkaAwayIT.AtStart.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Secrets.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaAwayIT {

    private static final int AT_ONCE = 20;
    /** Who waits for a held-up event loop waits as long as that. */
    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(2);

    @TestHTTPResource("/")
    URI gateway;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private Github github;

    @BeforeEach
    void github() {
        github = new Github(gateway);
    }

    @AfterEach
    void kafkaIsThere() {
        Infrastructure.resume("kafka");
        Infrastructure.start("kafka");
    }

    @Test
    @Order(1)
    void startsWithoutKafkaAndWorksOnceItIsThere() throws Exception {
        assertThat(readiness()).isEqualTo(503);
        assertRefusedWithoutHoldingUpOthers();

        Infrastructure.start("kafka");

        assertRecovers();
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(strings = {"stop", "pause"})
    void asksForAnotherTryWhileKafkaIsAwayAndRecoversByItself(String how) throws Exception {
        Map<String, HttpResponse<String>> before = deliver();

        if (how.equals("stop")) {
            Infrastructure.stop("kafka");
        } else {
            Infrastructure.pause("kafka");
        }
        // A process takes a moment to stop or freeze, on a busy machine more than the first deliveries after it.
        await().atMost(Duration.ofSeconds(10)).until(() -> status() == 503);
        assertRefusedWithoutHoldingUpOthers();
        await().atMost(Duration.ofSeconds(15)).until(() -> readiness() == 503);
        kafkaIsThere();

        assertRecovers();
        try (ReceivedTopic topic = new ReceivedTopic()) {
            assertThat(before.values()).allMatch(response -> response.statusCode() == 200);
            before.keySet().forEach(topic::await);
        }
    }

    /** All within the acknowledgement timeout, and the event loops are free meanwhile. */
    private void assertRefusedWithoutHoldingUpOthers() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting =
                Stream.generate(this::sendPush).limit(AT_ONCE).toList();
        List<Duration> others = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    others.add(timeOfAnotherRequest());
                    return waiting.stream().allMatch(CompletableFuture::isDone);
                });
        assertThat(others).allSatisfy(time -> assertThat(time).isLessThan(ACKNOWLEDGEMENT));
        assertThat(waiting).map(CompletableFuture::join).allSatisfy(response -> {
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).contains("10");
            assertThat(response.body()).contains("urn:integration-stack:problem:dependency-unavailable");
        });
    }

    private Duration timeOfAnotherRequest() throws Exception {
        long start = System.nanoTime();
        assertThat(github.send(github.request("/webhooks/github").GET()).statusCode())
                .isEqualTo(405);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private CompletableFuture<HttpResponse<String>> sendPush() {
        return github.sendAsync(github.delivery(Github.id(), Github.bytes("{}")))
                .orTimeout(7, TimeUnit.SECONDS);
    }

    private void assertRecovers() {
        await().atMost(Duration.ofSeconds(20)).until(() -> status() == 200);
        await().atMost(Duration.ofSeconds(20)).until(() -> readiness() == 200);
    }

    private int status() throws Exception {
        return github.send(github.delivery(Github.id(), Github.bytes("{}"))).statusCode();
    }

    private Map<String, HttpResponse<String>> deliver() {
        Map<String, CompletableFuture<HttpResponse<String>>> sent = new LinkedHashMap<>();
        for (int i = 0; i < AT_ONCE; i++) {
            String id = Github.id();
            sent.put(id, github.sendAsync(github.delivery(id, Github.bytes("{}"))));
        }
        Map<String, HttpResponse<String>> answered = new LinkedHashMap<>();
        sent.forEach((id, response) -> answered.put(id, response.join()));
        return answered;
    }

    private int readiness() {
        return given().get(management + "health/ready").statusCode();
    }

    /** Where everything is, and that it is not there. */
    public static final class AtStart implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            Map<String, String> environment = new HashMap<>(Infrastructure.environment("gateway", "kafka"));
            Infrastructure.stop("kafka");
            environment.put("OIDC_ISSUER", "http://127.0.0.1:1/nobody");
            environment.put("integration.gateway.acknowledgement-timeout", ACKNOWLEDGEMENT.toString());
            return environment;
        }

        @Override
        public void stop() {}
    }
}
