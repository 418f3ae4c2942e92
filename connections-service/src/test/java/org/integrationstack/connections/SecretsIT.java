package org.integrationstack.connections;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.inject.Inject;

import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.Topics;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.connections.testing.Surroundings;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing that grants access lies or passes anywhere in clear, beside the answers it is meant for. */
@ServiceTest
class SecretsIT {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("org.integrationstack");

    @Inject
    Pool pool;

    @Inject
    RedisDataSource redis;

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Listener();

    @BeforeEach
    void listen() {
        OURS.setLevel(Level.ALL);
        ROOT.addHandler(listener);
    }

    @AfterEach
    void cleanUp() {
        ROOT.removeHandler(listener);
        OURS.setLevel(null);
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void keepsSecretsOutOfLogsDatabaseKafkaAndRedis() {
        Browser alice = Browser.of("alice");
        Reply toGitHub = alice.get("/api/connect/github");
        String state = toGitHub.parameters().get("state");
        List<String> redisWhilePending = redisContent();
        URI callback = alice.comeBack(toGitHub, "octocat");
        Map<String, String> brought = Reply.parameters(callback);
        String id = alice.get(callback).parameters().get("connection");
        String programsCode = programsCode();
        String token = Api.proxyFor("acme")
                .get("/internal/connections/" + id + "/credentials")
                .json()
                .getString("accessToken");
        String verifier = GitHub.requests("/login/oauth/access_token").stream()
                .map(request -> ((JsonObject) request).getString("body"))
                .map(SecretsIT::verifier)
                .findFirst()
                .orElseThrow();
        Eventually.holds(() -> assertThat(new KafkaTopic(Topics.ACTIVITY_RECORDED).records("acme"))
                .isNotEmpty());

        List<String> secrets =
                List.of(token, state, brought.get("code"), verifier, programsCode, Surroundings.CLIENT_SECRET);

        assertThat(logged).isNotEmpty();
        assertClean("log", logged.stream(), secrets);
        assertClean("database", databaseContent(), secrets);
        assertClean("Redis", Stream.concat(redisWhilePending.stream(), redisContent().stream()), secrets);
        assertClean("Kafka", kafkaContent(), secrets);
        assertThat(redisWhilePending).isNotEmpty();
    }

    private static void assertClean(String where, Stream<String> content, List<String> secrets) {
        String all = content.collect(Collectors.joining("\n"));
        secrets.forEach(secret -> assertThat(all).as(where).doesNotContain(secret));
    }

    private static String programsCode() {
        JsonObject wish = new JsonObject().put("returnTo", "https://product.example/connected");
        String link = Api.product("connections:write")
                .post("/api/connect/github", wish)
                .json()
                .getString("authorizationUrl");
        Browser customer = new Browser();
        return customer.get(customer.comeBack(customer.get(URI.create(link)), "monalisa"))
                .parameters()
                .get("code");
    }

    private static String verifier(String form) {
        return Reply.parameters(URI.create("http://form/?" + form)).get("code_verifier");
    }

    /** Every row of every table, bytes as they would read if they were text. */
    private Stream<String> databaseContent() {
        return Stream.of(
                        "select row_to_json(t)::text as row from connection t",
                        "select row_to_json(t)::text as row from activity t",
                        "select headers::text || encode(payload, 'escape') as row from outbox",
                        "select encode(access_token, 'escape') || encode(kept_values, 'escape')"
                                + " || coalesce(encode(refresh_token, 'escape'), '') as row from connection_grant")
                .flatMap(query -> StreamSupport.stream(
                                pool.query(query)
                                        .execute()
                                        .await()
                                        .indefinitely()
                                        .spliterator(),
                                false)
                        .map(row -> row.getString("row")));
    }

    private List<String> redisContent() {
        return redis.key().keys("*").stream()
                .map(key -> key + new String(redis.value(byte[].class).get(key), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static Stream<String> kafkaContent() {
        return Stream.of(Topics.CONNECTIONS_CHANGED, Topics.ACTIVITY_RECORDED)
                .flatMap(topic -> new KafkaTopic(topic).records().stream())
                .map(record -> record.headers() + new String(record.value(), StandardCharsets.UTF_8));
    }

    private final class Listener extends Handler {
        Listener() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord record) {
            StringWriter text = new StringWriter();
            text.append(record.getMessage()).append(Arrays.toString(record.getParameters()));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text));
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
