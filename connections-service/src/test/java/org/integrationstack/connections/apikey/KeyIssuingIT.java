package org.integrationstack.connections.apikey;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class KeyIssuingIT {
    private static final String KEYS = "/api/api-keys";
    private static final Duration REVOKED_WITHIN = Duration.ofSeconds(2);

    private final Api admin = Api.with(TestIdentity.admin("carol", "acme"));
    private final KafkaTopic topic = new KafkaTopic(Topics.API_KEYS_CHANGED);

    @Inject
    KeyIssuing issuing;

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void showsANewKeyOnceAndListsItWithoutTheKey() {
        Reply made = admin.post(
                KEYS, wish("connections:read", "proxy:call").put("providers", new JsonArray().add("github")));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("cache-control")).isEqualTo("no-store");
        JsonObject shown = made.json();
        ApiKey key = ApiKey.parse(shown.getString("key")).orElseThrow();
        assertThat(shown.getString("id")).isEqualTo(key.id().toString());
        assertThat(shown.getString("name")).isEqualTo("the exporter");
        assertThat(shown.getString("createdBy")).isEqualTo("carol");
        assertThat(shown.getJsonArray("scopes")).containsExactly("connections:read", "proxy:call");
        assertThat(shown.getJsonArray("providers")).containsExactly("github");
        assertThat(shown.getJsonArray("connections")).isEmpty();
        assertThat(Duration.between(
                        Instant.parse(shown.getString("createdAt")), Instant.parse(shown.getString("expiresAt"))))
                .isEqualTo(Duration.ofDays(365));

        Reply list = admin.get(KEYS);
        assertThat(list.body()).doesNotContain(key.reveal()).doesNotContain(key.hash());
        shown.remove("key");
        assertThat(list.items()).containsExactly(shown);
    }

    @Test
    void tellsTheOtherServicesTheHashAlone() {
        ApiKey key = make(wish("proxy:call"));

        Eventually.holds(() -> assertThat(changes(key)).hasSize(1));
        ApiKeyChanged change = changes(key).get(0);
        assertThat(change.hash()).isEqualTo(key.hash());
        assertThat(change.tenant().value()).isEqualTo("acme");
        assertThat(change.scopes()).containsExactly("proxy:call");
        assertThat(change.version()).isEqualTo(1);
        assertThat(change.revoked()).isFalse();
        String secret = key.reveal().substring(ApiKey.PREFIX.length() + 33);
        assertThat(topic.records().stream().map(record -> new String(value(record), StandardCharsets.UTF_8)))
                .noneMatch(text -> text.contains(secret));
    }

    @Test
    void givesWhoeverLostTheAnswerTheSameKey() {
        Api retrying = Api.with(TestIdentity.admin("carol", "acme"), "Idempotency-Key", "key-1");
        Reply made = retrying.post(KEYS, wish("proxy:call"));

        Reply again = retrying.post(KEYS, wish("proxy:call"));
        Reply another = retrying.post(KEYS, wish("connections:read"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("cache-control")).isEqualTo("no-store");
        assertThat(again.json()).isEqualTo(made.json());
        assertThat(another.status()).isEqualTo(409);
        assertThat(admin.get(KEYS).items()).hasSize(1);
        assertThat(Database.count("select count(*) from idempotent_answer t where t::text like '%isk_%'"))
                .isZero();
        assertThat(Database.count("select count(*) from idempotent_answer where position('isk_'::bytea in answer) > 0"))
                .isZero();

        Database.sql("update idempotent_answer set kept_until = now() - interval '1 second'");
        Reply late = retrying.post(KEYS, wish("proxy:call"));
        assertThat(late.status()).isEqualTo(201);
        assertThat(late.json().getString("id")).isNotEqualTo(made.json().getString("id"));
    }

    @Test
    void leavesAnIdempotencyKeyUnusedThatMadeNothing() {
        Api retrying = Api.with(TestIdentity.admin("carol", "acme"), "Idempotency-Key", "key-1");

        assertThat(retrying.post(KEYS, wish("no:scope")).status()).isEqualTo(400);

        assertThat(retrying.post(KEYS, wish("proxy:call")).status()).isEqualTo(201);
    }

    @Test
    void isAcceptedHereOnceMade() {
        ApiKey key = make(wish("connections:read"));
        Browser.of("alice").connect("octocat");

        Eventually.holds(
                () -> assertThat(Api.with(key.reveal()).get("/api/connections").status())
                        .isEqualTo(200));

        assertThat(Api.with(key.reveal()).get("/api/connections").items()).hasSize(1);
        assertThat(Api.with(key.reveal()).get("/api/activity").status()).isEqualTo(403);
        assertThat(Api.with(key.reveal(), "Integration-Tenant", "globex")
                        .get("/api/connections")
                        .items())
                .hasSize(1);
    }

    @Test
    void isRefusedEverywhereWithinTwoSecondsOnceRevoked() {
        ApiKey key = make(wish("connections:read"));
        Api program = known(key, "/api/connections");

        Instant asked = Instant.now();
        assertThat(admin.delete(KEYS + "/" + key.id()).status()).isEqualTo(204);
        Eventually.holds(
                () -> assertThat(program.get("/api/connections").status()).isEqualTo(401));

        assertThat(Duration.between(asked, Instant.now())).isLessThan(REVOKED_WITHIN);
        assertThat(changes(key).get(1).version()).isEqualTo(2);
        assertThat(changes(key).get(1).revoked()).isTrue();
        String revokedAt = admin.get(KEYS).items().getJsonObject(0).getString("revokedAt");
        assertThat(Instant.parse(revokedAt)).isAfterOrEqualTo(asked.minusSeconds(1));

        assertThat(admin.delete(KEYS + "/" + key.id()).status()).isEqualTo(204);
        assertThat(admin.get(KEYS).items().getJsonObject(0).getString("revokedAt"))
                .isEqualTo(revokedAt);
    }

    @Test
    void expiresWhenItWasToldTo() {
        ApiKey key = make(wish("connections:read")
                .put("expiresAt", Instant.now().plusSeconds(5).toString()));
        Api program = known(key, "/api/connections");

        Eventually.holds(
                () -> assertThat(program.get("/api/connections").status()).isEqualTo(401));
    }

    @Test
    void leavesItsMakingAndItsEndInTheActivityLog() {
        ApiKey key = make(wish("proxy:call"));
        admin.delete(KEYS + "/" + key.id());

        Eventually.holds(() -> assertThat(acts(admin, key))
                .extracting(act -> act.getString("summary"))
                .containsExactly("Revoked the API key the exporter", "Created the API key the exporter"));
        assertThat(acts(admin, key).get(0).getString("type")).isEqualTo("api-key.revoked");
        assertThat(acts(admin, key).get(0).getJsonObject("metadata").getString("by"))
                .isEqualTo("carol");
        assertThat(acts(Api.user("alice"), key)).isEmpty();
    }

    @Test
    void onlyAnAdminMakesListsAndRevokesKeys() {
        ApiKey key = make(wish("connections:read", "connections:write"));
        Api program = known(key, "/api/connections");

        for (Api other : List.of(
                program, Api.user("alice"), Api.product("connections:write"), Api.with(TestIdentity.operator()))) {
            assertThat(other.post(KEYS, wish("proxy:call")).status()).isEqualTo(403);
            assertThat(other.get(KEYS).status()).isEqualTo(403);
            assertThat(other.delete(KEYS + "/" + key.id()).status()).isEqualTo(403);
        }
        assertThat(Api.anonymous().get(KEYS).status()).isEqualTo(401);
    }

    @Test
    void hidesAnotherTenantsKeys() {
        ApiKey key = make(wish("connections:read"));
        Api program = known(key, "/api/connections");
        Api mallory = Api.with(TestIdentity.admin("mallory", "globex"));

        assertThat(mallory.get(KEYS).items()).isEmpty();
        assertThat(mallory.delete(KEYS + "/" + key.id()).problem()).isEqualTo("not-found");
        assertThat(mallory.delete(KEYS + "/" + UUID.randomUUID()).problem()).isEqualTo("not-found");
        assertThat(mallory.delete(KEYS + "/no-id").problem()).isEqualTo("not-found");
        assertThat(program.get("/api/connections").status()).isEqualTo(200);
    }

    @Test
    void seesOnlyWhatItIsNarrowedTo() {
        String octocats = Browser.of("alice").connect("octocat").parameters().get("connection");
        String monalisas = Browser.of("bob").connect("monalisa").parameters().get("connection");
        Api toOne = known(
                make(wish("connections:read", "connections:write", "activity:read")
                        .put("connections", new JsonArray().add(octocats))),
                "/api/connections");
        Api toAnotherProvider = known(
                make(wish("connections:read", "activity:read").put("providers", new JsonArray().add("slack"))),
                "/api/connections");
        Api toTheProvider = known(
                make(wish("connections:read", "activity:read").put("providers", new JsonArray().add("github"))),
                "/api/connections");
        Eventually.holds(() -> assertThat(connectionsOfActs(admin)).contains(octocats, monalisas));

        assertThat(ids(toOne)).containsExactly(octocats);
        assertThat(toOne.get("/api/connections/" + octocats).status()).isEqualTo(200);
        assertThat(toOne.get("/api/connections/" + monalisas).problem()).isEqualTo("unknown-connection");
        assertThat(toOne.delete("/api/connections/" + monalisas).problem()).isEqualTo("unknown-connection");
        assertThat(connectionsOfActs(toOne)).containsOnly(octocats);
        assertThat(ids(toAnotherProvider)).isEmpty();
        assertThat(toAnotherProvider.get("/api/connections/" + octocats).status())
                .isEqualTo(404);
        assertThat(connectionsOfActs(toAnotherProvider)).isEmpty();
        assertThat(ids(toTheProvider)).containsExactly(monalisas, octocats);
        assertThat(connectionsOfActs(toTheProvider)).contains(octocats, monalisas);
    }

    @Test
    void connectsOnlyWhatItIsNarrowedTo() {
        String octocats = Browser.of("alice").connect("octocat").parameters().get("connection");
        String monalisas = Browser.of("bob").connect("monalisa").parameters().get("connection");
        Api toOne = known(
                make(wish("connections:write", "connections:read").put("connections", new JsonArray().add(octocats))),
                "/api/connections");
        Api toAnotherProvider = known(
                make(wish("connections:write", "connections:read").put("providers", new JsonArray().add("slack"))),
                "/api/connections");
        JsonObject alices = new JsonObject().put("userId", "alice");
        JsonObject bobs = new JsonObject().put("userId", "bob");

        assertThat(toOne.post("/api/connect/github", alices).status()).isEqualTo(403);
        assertThat(toOne.post("/api/connect/github", bobs.copy().put("connection", monalisas))
                        .problem())
                .isEqualTo("unknown-connection");
        assertThat(toOne.post("/api/connect/github", alices.copy().put("connection", octocats))
                        .status())
                .isEqualTo(201);
        assertThat(toAnotherProvider.post("/api/connect/github", alices).status())
                .isEqualTo(403);
    }

    @Test
    void opensNoPageAndNoCredential() {
        ApiKey key = make(wish("connections:read", "connections:write", "proxy:call"));
        Api program = known(key, "/api/connections");
        String connection = Browser.of("alice").connect("octocat").parameters().get("connection");

        Reply page = program.get("/settings/integrations");
        assertThat(page.status()).isEqualTo(302);
        assertThat(page.header("location")).contains("/authorize");
        assertThat(Api.with(key.reveal(), "Integration-Tenant", "acme")
                        .get("/internal/connections/" + connection + "/credentials")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @MethodSource
    void namesThePartOfAWishThatIsNotAcceptable(String part, JsonObject wish) {
        Reply refused = admin.post(KEYS, wish);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.body()).contains(part);
        assertThat(admin.get(KEYS).items()).isEmpty();
    }

    static Stream<Arguments> namesThePartOfAWishThatIsNotAcceptable() {
        return Stream.of(
                Arguments.of("name", wish("proxy:call").put("name", " ")),
                Arguments.of("name", wish("proxy:call").put("name", "x".repeat(101))),
                Arguments.of("name", wish("proxy:call").put("name", "a\u0000b")),
                Arguments.of("name", wish("proxy:call").putNull("name")),
                Arguments.of("scopes", wish()),
                Arguments.of("scopes", wish("credentials:read")),
                Arguments.of("scopes", wish("proxy:call", "tenant:delegate")),
                Arguments.of("scopes", wish("admin")),
                Arguments.of("providers", wish("proxy:call").put("providers", new JsonArray().add("nobody"))),
                Arguments.of("connections", wish("proxy:call").put("connections", new JsonArray().add("7"))),
                Arguments.of(
                        "connections",
                        wish("proxy:call")
                                .put(
                                        "connections",
                                        new JsonArray().add(UUID.randomUUID().toString()))),
                Arguments.of("expiresAt", wish("proxy:call").put("expiresAt", "2026-01-01T00:00:00Z")),
                Arguments.of("expiresAt", wish("proxy:call").put("expiresAt", "2999-01-01T00:00:00Z")),
                Arguments.of("expiresAt", wish("proxy:call").put("expiresAt", "tomorrow")));
    }

    @Test
    void takesAnotherTenantsConnectionForNone() {
        String octocats = Browser.of("alice").connect("octocat").parameters().get("connection");

        Reply refused = Api.with(TestIdentity.admin("mallory", "globex"))
                .post(KEYS, wish("proxy:call").put("connections", new JsonArray().add(octocats)));

        assertThat(refused.json().getString("detail")).isEqualTo("connections: not all of them exist");
    }

    @Test
    void takesConnectionsOfWhichAllAreThere() {
        String octocats = Browser.of("alice").connect("octocat").parameters().get("connection");
        String monalisas = Browser.of("bob").connect("monalisa").parameters().get("connection");
        JsonArray all = new JsonArray().add(octocats).add(monalisas).add(octocats);

        make(wish("proxy:call").put("connections", all));
        Reply refused = admin.post(
                KEYS,
                wish("proxy:call")
                        .put("connections", all.copy().add(UUID.randomUUID().toString())));

        assertThat(admin.get(KEYS).items().getJsonObject(0).getJsonArray("connections"))
                .containsExactly(octocats, monalisas);
        assertThat(refused.json().getString("detail")).isEqualTo("connections: not all of them exist");
    }

    @Test
    void listsInPages() {
        for (int i = 0; i < 52; i++) {
            make(wish("proxy:call"));
        }

        Reply first = admin.get(KEYS);
        Reply second = admin.get(KEYS + "?cursor=" + first.json().getString("next"));

        assertThat(first.items()).hasSize(50);
        assertThat(second.items()).hasSize(2);
        assertThat(second.json().getString("next")).isNull();
        assertThat(admin.get(KEYS + "?cursor=x").json().getString("detail")).startsWith("cursor:");
    }

    @Test
    void allowsSoManyGoodKeysToATenant() {
        insertKeys(499, Instant.now().plus(Duration.ofDays(1)));
        insertKeys(10, Instant.now().minus(Duration.ofDays(1)));
        ApiKey last = make(wish("proxy:call"));

        assertThat(admin.post(KEYS, wish("proxy:call")).problem()).isEqualTo("conflict");
        admin.delete(KEYS + "/" + last.id());
        assertThat(admin.post(KEYS, wish("proxy:call")).status()).isEqualTo(201);
    }

    @Test
    void forgetsWhatExpiredLongAgoHereAndEverywhere() {
        Instant now = Instant.now();
        UUID old = insertKeys(1, now.minus(Duration.ofDays(31))).get(0);
        UUID recent = insertKeys(1, now.minus(Duration.ofDays(29))).get(0);

        issuing.forgetExpired().await().atMost(Duration.ofSeconds(10));

        assertThat(admin.get(KEYS).items())
                .extracting(key -> ((JsonObject) key).getString("id"))
                .containsExactly(recent.toString());
        Eventually.holds(() -> assertThat(topic.records(old.toString()))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isNull()));
    }

    private static JsonObject wish(String... scopes) {
        return new JsonObject().put("name", "the exporter").put("scopes", new JsonArray(List.of(scopes)));
    }

    private ApiKey make(JsonObject wish) {
        Reply made = admin.post(KEYS, wish);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return ApiKey.parse(made.json().getString("key")).orElseThrow();
    }

    /** A program with that key, once this service has heard of it. */
    private static Api known(ApiKey key, String path) {
        Api program = Api.with(key.reveal());
        Eventually.holds(() -> assertThat(program.get(path).status()).isEqualTo(200));
        return program;
    }

    private static List<String> ids(Api program) {
        return program.get("/api/connections").items().stream()
                .map(connection -> ((JsonObject) connection).getString("id"))
                .toList();
    }

    /** What is said of that key; acts of earlier tests may still come in. */
    private static List<JsonObject> acts(Api reader, ApiKey key) {
        return reader.get("/api/activity").items().stream()
                .map(JsonObject.class::cast)
                .filter(act ->
                        key.id().toString().equals(act.getJsonObject("metadata").getString("key")))
                .toList();
    }

    private static List<String> connectionsOfActs(Api reader) {
        return reader.get("/api/activity").items().stream()
                .map(act -> ((JsonObject) act).getString("connection"))
                .toList();
    }

    private List<ApiKeyChanged> changes(ApiKey key) {
        return topic.records(key.id().toString()).stream()
                .map(record -> ApiKeyChanged.fromCloudEvent(KafkaCloudEvents.read(record)))
                .toList();
    }

    private static byte[] value(ConsumerRecord<String, byte[]> record) {
        return record.value() == null ? new byte[0] : record.value();
    }

    private static List<UUID> insertKeys(int count, Instant expiresAt) {
        return Database.sql("""
                        insert into api_key select gen_random_uuid(), 'acme', 'x', 'x', '{proxy:call}', '{}', '{}', 'carol',
                            now(), '%s', null, 1 from generate_series(1, %d) returning id
                        """.formatted(expiresAt, count)).stream()
                .map(row -> row.getUUID(0))
                .toList();
    }
}
