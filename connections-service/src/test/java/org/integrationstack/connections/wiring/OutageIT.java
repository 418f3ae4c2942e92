package org.integrationstack.connections.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quarkus.test.common.http.TestHTTPResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.Topics;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class OutageIT {
    @TestHTTPResource(value = "/health/ready", management = true)
    URL readiness;

    @AfterEach
    void cleanUp() {
        Infrastructure.start("postgres");
        Infrastructure.start("redis");
        Infrastructure.start("kafka");
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void answersThatPostgresIsAwayAndRecovers() {
        Browser.of("alice").connect("octocat");
        Infrastructure.kill("postgres");

        Reply refused = Api.user("alice").get("/api/connections");

        assertUnavailable(refused);
        Eventually.holds(() -> assertThat(ready()).isEqualTo(503));
        Infrastructure.start("postgres");
        Eventually.holds(() -> assertThat(ready()).isEqualTo(200));
        Eventually.holds(() ->
                assertThat(Api.user("alice").get("/api/connections").items()).hasSize(1));
    }

    /** More requests than the pool has connections: neither what is under way nor what waits for a connection hangs. */
    @Test
    void answersThatPostgresIsFrozenAndRecovers() {
        Browser.of("alice").connect("octocat");
        Infrastructure.pause("postgres");
        try {
            long begun = System.nanoTime();
            List<CompletableFuture<Reply>> asked = IntStream.range(0, 20)
                    .mapToObj(n -> CompletableFuture.supplyAsync(
                            () -> Api.user("alice").get("/api/connections"), work -> new Thread(work).start()))
                    .toList();

            asked.forEach(reply -> assertUnavailable(reply.join()));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
        } finally {
            Infrastructure.resume("postgres");
        }
        Eventually.holds(() ->
                assertThat(Api.user("alice").get("/api/connections").items()).hasSize(1));
    }

    @Test
    void answersThatRedisIsAwayAndRecovers() {
        Browser alice = Browser.of("alice");
        Infrastructure.stop("redis");

        assertUnavailable(alice.get("/api/connect/github"));
        assertUnavailable(
                alice.get("/api/auth/callback/github?code=abc&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        Eventually.holds(() -> assertThat(ready()).isEqualTo(503));
        Infrastructure.start("redis");
        Eventually.holds(() -> assertThat(ready()).isEqualTo(200));
        assertThat(alice.connect("octocat").parameters()).containsEntry("success", "true");
    }

    @Test
    void keepsEventsWhileKafkaIsAwayAndSendsThemLater() {
        Browser alice = Browser.of("alice");
        Infrastructure.stop("kafka");

        String id = alice.connect("octocat").parameters().get("connection");

        assertThat(id).isNotNull();
        Eventually.holds(() -> assertThat(ready()).isEqualTo(503));
        Infrastructure.start("kafka");
        Eventually.holds(() -> assertThat(new KafkaTopic(Topics.CONNECTIONS_CHANGED).records(id))
                .hasSize(1));
        Eventually.holds(() -> assertThat(
                        Api.user("alice").get("/api/activity?connection=" + id).items())
                .hasSize(1));
        Eventually.holds(() -> assertThat(ready()).isEqualTo(200));
    }

    private static void assertUnavailable(Reply reply) {
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.problem()).isEqualTo("dependency-unavailable");
        assertThat(reply.header("retry-after")).isEqualTo("2");
    }

    private int ready() {
        try {
            return ((HttpURLConnection) readiness.openConnection()).getResponseCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
