package org.integrationstack.connections.connection;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/** What callers change of a connection: labels, settings, pauses. */
@ServiceTest
class EditingIT {
    private final Api alice = Api.user("alice");
    private String connection;

    @BeforeEach
    void connect() {
        connection = Browser.of("alice").connect("octocat").parameters().get("connection");
    }

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void setsKeepsAndRemovesLabels() {
        alice.patch(path(), labels("team", "blue").put("stage", "test"));

        Reply changed =
                alice.patch(path(), labels("team", "red").putNull("stage").put("cost/center", ""));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().getJsonObject("labels").getMap()).isEqualTo(Map.of("team", "red", "cost/center", ""));
        assertThat(alice.get(path()).json()).isEqualTo(changed.json());
        assertThat(alice.patch(path(), new JsonObject().putNull("labels"))
                        .json()
                        .getJsonObject("labels"))
                .isEmpty();
    }

    @Test
    void announcesAnEditOnceAndRaisesTheVersionOnce() {
        alice.patch(path(), labels("team", "blue"));
        Reply again = alice.patch(path(), labels("team", "blue"));

        assertThat(again.json().getLong("version")).isEqualTo(2);
        Eventually.holds(() -> assertThat(new KafkaTopic(Topics.CONNECTIONS_CHANGED)
                        .records(connection).stream()
                                .map(KafkaCloudEvents::read)
                                .map(ConnectionChanged::fromCloudEvent)
                                .map(change -> change.version() + " " + change.labels()))
                .containsExactly("1 {}", "2 {team=blue}"));
    }

    @Test
    void changesOnlyTheVersionThatTheCallerMeans() {
        String tag = alice.get(path()).header("etag");

        Reply first = alice.patch(path(), labels("team", "blue"), "If-Match", tag);
        Reply second = alice.patch(path(), labels("team", "red"), "If-Match", "\"99\", " + tag);

        assertThat(tag).isEqualTo("\"1\"");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("etag")).isEqualTo("\"2\"");
        assertThat(second.status()).isEqualTo(412);
        assertThat(second.problem()).isEqualTo("precondition-failed");
        assertThat(second.header("etag")).isEqualTo("\"2\"");
        assertThat(alice.get(path()).json().getJsonObject("labels").getString("team"))
                .isEqualTo("blue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"1\"", "\"2\", \"1\""})
    void acceptsEveryFormOfAConditionThatHolds(String condition) {
        assertThat(alice.patch(path(), labels("team", "blue"), "If-Match", condition)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"1\"", "\"\"", "\"one\"", "\"01\"", "\"99999999999999999999\""})
    void takesTagsThatAreNotOursForOtherVersions(String condition) {
        assertThat(alice.patch(path(), labels("team", "blue"), "If-Match", condition)
                        .status())
                .isEqualTo(412);
    }

    @Test
    void refusesAConditionThatIsNone() {
        Reply refused = alice.patch(path(), labels("team", "blue"), "If-Match", "1");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("detail")).startsWith("If-Match:");
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(new JsonObject().put("labels", "blue"), "labels"),
                Arguments.of(new JsonObject().put("labels", List.of()), "labels"),
                Arguments.of(labels("team", 7), "labels.team"),
                Arguments.of(labels("-team", "blue"), "labels"),
                Arguments.of(labels("", "blue"), "labels"),
                Arguments.of(labels("a:b", "blue"), "labels"),
                Arguments.of(labels("k".repeat(64), "blue"), "labels"),
                Arguments.of(labels("team", "v".repeat(256)), "labels.team"),
                Arguments.of(labels("team", "a\u0000b"), "labels.team"),
                Arguments.of(new JsonObject().put("settings", 5), "settings"),
                Arguments.of(settings("unknown", true), "settings.unknown"),
                Arguments.of(settings("nested", new JsonObject()), "settings.nested"),
                Arguments.of(settings("large", 1e300), "settings.large"),
                Arguments.of(new JsonObject().put("status", "ACTIVE"), "status"),
                Arguments.of(new JsonObject().put("version", 9), "version"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void namesWhatIsWrong(JsonObject body, String field) {
        Reply refused = alice.patch(path(), body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.json().getString("field")).isEqualTo(field);
        assertThat(alice.get(path()).json().getLong("version")).isOne();
    }

    @Test
    void hasUpTo32Labels() {
        JsonObject many =
                new JsonObject(IntStream.range(0, 33).boxed().collect(Collectors.toMap(n -> "key" + n, n -> "value")));

        assertThat(alice.patch(path(), new JsonObject().put("labels", many))
                        .json()
                        .getString("detail"))
                .contains("32");
        many.remove("key7");
        assertThat(alice.patch(path(), new JsonObject().put("labels", many)).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"labels\"", "{\"labels\":", "7"})
    void refusesABodyThatIsNoPatch(String body) {
        Reply refused = alice.send("PATCH", path(), body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.json().getString("detail")).isNotBlank();
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        String body = labels("team", "x".repeat(300_000)).encode();

        for (Reply refused : List.of(alice.send("PATCH", path(), body), alice.sendChunked("PATCH", path(), body))) {
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.problem()).isEqualTo("too-large");
        }
    }

    @Test
    void findsByLabels() {
        String other = Browser.of("alice").connect("monalisa").parameters().get("connection");
        alice.patch(path(), labels("team", "blue").put("note", "a:b, \"c\" 'd' é"));
        alice.patch("/api/connections/" + other, labels("team", "blue"));

        assertThat(found("label=team:blue")).containsExactly(other, connection);
        assertThat(found("label=team:blue&label=note:a%3Ab,%20%22c%22%20%27d%27%20%C3%A9"))
                .containsExactly(connection);
        assertThat(found("label=team:red")).isEmpty();
        assertThat(found("label=team:blue&label=team:red")).isEmpty();
        assertThat(found("label=team:blue&externalId=583231&status=ACTIVE&provider=github"))
                .hasSize(1);
        Reply refused = alice.get("/api/connections?label=team");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("detail")).startsWith("label:");
    }

    @Test
    void pausesAndResumes() {
        Reply paused = alice.post(path() + "/pause", new JsonObject());

        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().getString("status")).isEqualTo("PAUSED");
        assertThat(credentials().status()).isEqualTo(409);
        assertThat(alice.post(path() + "/pause", new JsonObject()).json().getLong("version"))
                .isEqualTo(2);

        Reply resumed = alice.post(path() + "/resume", new JsonObject());

        assertThat(resumed.json().getString("status")).isEqualTo("ACTIVE");
        assertThat(credentials().status()).isEqualTo(200);
        assertThat(alice.post(path() + "/resume", new JsonObject()).json().getLong("version"))
                .isEqualTo(3);
        Eventually.holds(() -> assertThat(alice.get("/api/activity?connection=" + connection).items().stream()
                        .map(act -> ((JsonObject) act).getString("type")))
                .containsExactly("connection.resumed", "connection.paused", "connection.connected"));
    }

    @Test
    void staysPausedWhenAuthorizedAgain() {
        alice.post(path() + "/pause", new JsonObject());

        Browser.of("alice").connect("octocat");

        assertThat(alice.get(path()).json().getString("status")).isEqualTo("PAUSED");
    }

    @Test
    void changesNothingOfWhatIsDisconnected() {
        alice.delete(path());

        for (Reply refused : List.of(
                alice.patch(path(), labels("team", "blue")),
                alice.post(path() + "/pause", new JsonObject()),
                alice.post(path() + "/resume", new JsonObject()))) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.problem()).isEqualTo("conflict");
        }
    }

    @Test
    void tellsForeignConnectionsFromNothingInNoWay() {
        Api bob = Api.user("bob");
        Api elsewhere = Api.with(TestIdentity.admin("mallory", "globex"));
        String nothing = "/api/connections/11111111-2222-4333-8444-555555555555";

        for (Api stranger : List.of(bob, elsewhere)) {
            assertThat(answers(stranger, path())).isEqualTo(answers(stranger, nothing));
        }
        assertThat(alice.get(path()).json().getLong("version")).isOne();
    }

    private static List<String> answers(Api caller, String path) {
        return Stream.of(
                        caller.get(path),
                        caller.delete(path),
                        caller.patch(path, labels("team", "blue")),
                        caller.patch(path, labels("team", "blue"), "If-Match", "\"1\""),
                        caller.post(path + "/pause", new JsonObject()),
                        caller.post(path + "/resume", new JsonObject()))
                .peek(reply -> assertThat(reply.status()).isEqualTo(404))
                .map(reply -> withoutTrace(reply).replace(path, "/the-path"))
                .toList();
    }

    private static String withoutTrace(Reply reply) {
        JsonObject body = reply.json();
        body.remove("traceId");
        return reply.status() + body.encode() + reply.header("etag");
    }

    private String path() {
        return "/api/connections/" + connection;
    }

    private Reply credentials() {
        return Api.proxyFor("acme").get("/internal/connections/" + connection + "/credentials");
    }

    private List<String> found(String query) {
        return alice.get("/api/connections?" + query).items().stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .toList();
    }

    private static Labels labels(String key, Object value) {
        return new Labels(key, value);
    }

    private static JsonObject settings(String name, Object value) {
        return new JsonObject().put("settings", new JsonObject().put(name, value));
    }

    /** A patch of labels, to which more are added. */
    private static final class Labels extends JsonObject {
        private final JsonObject labels = new JsonObject();

        Labels(String key, Object value) {
            super.put("labels", labels.put(key, value));
        }

        @Override
        public Labels put(String key, Object value) {
            labels.put(key, value);
            return this;
        }

        @Override
        public Labels putNull(String key) {
            labels.putNull(key);
            return this;
        }
    }
}
