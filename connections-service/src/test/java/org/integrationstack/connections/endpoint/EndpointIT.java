package org.integrationstack.connections.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.WebhookEndpointChanged;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.common.webhook.EndpointSeal;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.connections.testing.Surroundings;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@ServiceTest
class EndpointIT {
    private static final String ENDPOINTS = "/api/webhook-endpoints";
    private static final Duration REACHES_THE_TOPIC_WITHIN = Duration.ofSeconds(2);

    private final Api admin = Api.with(TestIdentity.admin("carol", "acme"));
    private final Api alice = Api.user("alice");
    private final KafkaTopic topic = new KafkaTopic(Topics.WEBHOOK_ENDPOINTS_CHANGED);
    private final EndpointSeal gateway = new EndpointSeal(Keyset.parse(Secret.of(Surroundings.endpointKeys())));

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void makesAnEndpointOfAConnectionAndShowsItsSecretOnce() {
        String connection = connect("alice");

        Reply made = alice.post(ENDPOINTS, wish(connection));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("cache-control")).isEqualTo("no-store");
        JsonObject shown = made.json();
        assertThat(made.header("location")).endsWith(ENDPOINTS + "/" + shown.getString("id"));
        assertThat(shown.getString("connection")).isEqualTo(connection);
        assertThat(shown.getString("url")).isEqualTo("https://hooks.example/webhooks/github/" + shown.getString("id"));
        assertThat(shown.remove("secret").toString()).matches("[0-9a-f]{64}");
        assertThat(shown.getJsonArray("secrets")).hasSize(1);
        assertThat(alice.get(path(made)).json()).isEqualTo(shown);
        assertThat(alice.get(ENDPOINTS).items()).containsExactly(shown);
    }

    @Test
    void reachesTheGatewayPromptlyWhateverHappensToIt() {
        String connection = connect("alice");

        Instant asked = Instant.now();
        Reply made = alice.post(ENDPOINTS, wish(connection));
        WebhookEndpoint first = opened(made, 1);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(REACHES_THE_TOPIC_WITHIN);
        assertThat(first.id()).isEqualTo(id(made));
        assertThat(first.tenant().value()).isEqualTo("acme");
        assertThat(first.provider().value()).isEqualTo("github");
        assertThat(first.connection().orElseThrow()).hasToString(connection);
        assertThat(first.owner().orElseThrow()).hasToString("alice");
        assertThat(first.account()).contains(accountOf(connection));
        assertThat(first.version()).isEqualTo(1);
        assertThat(first.secrets()).containsExactly(SigningSecret.of(secret(made)));

        asked = Instant.now();
        Reply rotated = alice.post(path(made) + "/rotate-secret", new JsonObject());
        WebhookEndpoint second = opened(made, 2);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(REACHES_THE_TOPIC_WITHIN);
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.secrets()).extracting(SigningSecret::value).containsExactly(secret(rotated), secret(made));

        asked = Instant.now();
        assertThat(alice.delete(path(made)).status()).isEqualTo(204);
        assertThat(told(made, 3).get(2).value()).isNull();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(REACHES_THE_TOPIC_WITHIN);
    }

    @Test
    void keepsNoSecretInClear() {
        Reply made = alice.post(ENDPOINTS, wish(connect("alice")));
        String secret = secret(made).reveal();
        told(made, 1);

        assertThat(topic.records())
                .map(ConsumerRecord::value)
                .filteredOn(Objects::nonNull)
                .noneMatch(value -> new String(value, StandardCharsets.UTF_8).contains(secret));
        for (String table : List.of("webhook_endpoint", "webhook_endpoint_secret", "outbox", "idempotency_key")) {
            assertThat(Database.count("select count(*) from %s t where t::text like '%%%s%%'".formatted(table, secret)))
                    .as(table)
                    .isZero();
        }
        assertThat(Database.count(
                        "select count(*) from webhook_endpoint_secret where position('%s'::bytea in secret) > 0"
                                .formatted(secret)))
                .isZero();
    }

    @Test
    void rotatesWithAnOverlapThatEndsByItself() {
        Reply made = alice.post(ENDPOINTS, wish(connect("alice")));

        Instant before = Instant.now();
        Reply rotated = alice.post(path(made) + "/rotate-secret", new JsonObject().put("overlap", "PT1H"));

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.header("cache-control")).isEqualTo("no-store");
        JsonArray secrets = rotated.json().getJsonArray("secrets");
        assertThat(secrets).hasSize(2);
        assertThat(secrets.getJsonObject(0).getString("until")).isNull();
        Instant end = Instant.parse(secrets.getJsonObject(1).getString("until"));
        assertThat(end).isBetween(before.plusSeconds(3590), Instant.now().plusSeconds(3610));
        assertThat(opened(made, 2).secrets())
                .containsExactly(SigningSecret.of(secret(rotated)), new SigningSecret(secret(made), Optional.of(end)));

        Database.sql("update webhook_endpoint_secret set until = now() where until is not null");
        assertThat(alice.get(path(made)).json().getJsonArray("secrets")).hasSize(1);
    }

    @Test
    void neverProlongsASecretThatEndsAlready() {
        Reply made = alice.post(ENDPOINTS, wish(connect("alice")));
        alice.post(path(made) + "/rotate-secret", new JsonObject().put("overlap", "PT1M"));

        Reply again = alice.post(path(made) + "/rotate-secret", new JsonObject().put("overlap", "P2D"));

        JsonArray secrets = again.json().getJsonArray("secrets");
        assertThat(secrets).hasSize(3);
        assertThat(Instant.parse(secrets.getJsonObject(1).getString("until")))
                .isAfter(Instant.now().plus(Duration.ofDays(1)));
        assertThat(Instant.parse(secrets.getJsonObject(2).getString("until")))
                .isBefore(Instant.now().plusSeconds(61));
    }

    @Test
    void endsTheOldSecretsAtOnceWithoutOverlap() {
        Reply made = alice.post(ENDPOINTS, wish(connect("alice")));

        Reply rotated = alice.post(path(made) + "/rotate-secret", new JsonObject().put("overlap", "PT0S"));

        assertThat(rotated.json().getJsonArray("secrets")).hasSize(1);
        assertThat(opened(made, 2).secrets()).containsExactly(SigningSecret.of(secret(rotated)));
    }

    @Test
    void hasFiveGoodSecretsAtMost() {
        Reply made = alice.post(ENDPOINTS, wish(connect("alice")));
        String rotate = path(made) + "/rotate-secret";
        for (int i = 0; i < 4; i++) {
            assertThat(alice.post(rotate, new JsonObject()).status()).isEqualTo(200);
        }

        Reply sixth = alice.post(rotate, new JsonObject());

        assertThat(sixth.status()).isEqualTo(409);
        assertThat(sixth.problem()).isEqualTo("conflict");
        assertThat(alice.post(rotate, new JsonObject().put("overlap", "PT0S")).status())
                .isEqualTo(200);
    }

    @Test
    void takesTheSecretThatTheProviderGaveAndDoesNotRepeatIt() {
        Reply made = alice.post(ENDPOINTS, wish(connect("alice")).put("secret", "given-by-the-provider"));
        Reply rotated = alice.post(path(made) + "/rotate-secret", new JsonObject().put("secret", "given-by-it-again"));

        assertThat(made.body() + rotated.body()).doesNotContain("given-by");
        assertThat(opened(made, 2).secrets())
                .extracting(secret -> secret.value().reveal())
                .containsExactly("given-by-it-again", "given-by-the-provider");
    }

    @Test
    void givesWhoeverLostTheAnswerTheSameOne() {
        JsonObject wish = wish(connect("alice"));
        Api retrying = Api.with(TestIdentity.user("alice", "acme"), "Idempotency-Key", "key-1");
        Reply made = retrying.post(ENDPOINTS, wish);

        Reply again = retrying.post(ENDPOINTS, wish);
        Reply another = retrying.post(ENDPOINTS, wish.copy().put("secret", "given-by-the-provider"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("cache-control")).isEqualTo("no-store");
        assertThat(again.json()).isEqualTo(made.json());
        assertThat(another.status()).isEqualTo(409);
        assertThat(alice.get(ENDPOINTS).items()).hasSize(1);

        Api rotating = Api.with(TestIdentity.user("alice", "acme"), "Idempotency-Key", "key-2");
        Reply rotated = rotating.post(path(made) + "/rotate-secret", new JsonObject());
        assertThat(rotating.post(path(made) + "/rotate-secret", new JsonObject())
                        .json())
                .isEqualTo(rotated.json());
        assertThat(retrying.post(path(made) + "/rotate-secret", new JsonObject())
                        .status())
                .isEqualTo(409);

        alice.delete(path(made));
        assertThat(retrying.post(ENDPOINTS, wish).status()).isEqualTo(409);
    }

    @Test
    void showsTheSameSecretAfterTheDataKeysHaveChanged() {
        JsonObject wish = wish(connect("alice"));
        Api retrying = Api.with(TestIdentity.user("alice", "acme"), "Idempotency-Key", "key-1");
        Reply made = retrying.post(ENDPOINTS, wish);
        List<Long> before = keys();

        Api operator = Api.with(TestIdentity.operator());
        operator.post("/api/keys/rotations", new JsonObject());
        Eventually.holds(() -> assertThat(operator.get("/api/keys/rotations")
                        .items()
                        .getJsonObject(0)
                        .getString("state"))
                .isEqualTo("done"));

        assertThat(keys()).isNotEqualTo(before);
        assertThat(retrying.post(ENDPOINTS, wish).json()).isEqualTo(made.json());
    }

    @Test
    void goesWithItsConnection() {
        String connection = connect("alice");
        Reply one = alice.post(ENDPOINTS, wish(connection));
        Reply two = alice.post(ENDPOINTS, wish(connection));

        Instant asked = Instant.now();
        alice.delete("/api/connections/" + connection);

        assertThat(told(one, 2).get(1).value()).isNull();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(REACHES_THE_TOPIC_WITHIN);
        assertThat(told(two, 2).get(1).value()).isNull();
        assertThat(alice.get(ENDPOINTS).items()).isEmpty();
        assertThat(Database.count("select count(*) from webhook_endpoint_secret"))
                .isZero();
        Eventually.holds(() -> assertThat(types("alice")).contains("webhook-endpoint.deleted"));
    }

    @Test
    void isToldInTheActivityLogOfWhomItConcerns() {
        Reply made = alice.post(ENDPOINTS, wish(connect("alice")));
        alice.post(path(made) + "/rotate-secret", new JsonObject());
        admin.delete(path(made));

        Eventually.holds(() -> assertThat(types("alice"))
                .containsSubsequence(
                        "webhook-endpoint.deleted", "webhook-endpoint.secret_rotated", "webhook-endpoint.created"));
        JsonObject act =
                alice.get("/api/activity?type=webhook-endpoint.deleted").items().getJsonObject(0);
        assertThat(act.getString("summary")).isEqualTo("Deleted a webhook endpoint for GitHub");
        assertThat(act.getJsonObject("metadata").getString("by")).isEqualTo("carol");
        assertThat(act.getJsonObject("metadata").getString("endpoint")).isEqualTo(id(made).toString());
    }

    @Test
    void isSeenByWhomItBelongsToAndByAdmins() {
        Reply made = alice.post(ENDPOINTS, wish(connect("alice")));
        Api elsewhere = Api.with(TestIdentity.admin("mallory", "globex"));

        for (Api sees : List.of(alice, admin, Api.product("connections:read", "connections:write"))) {
            assertThat(sees.get(path(made)).status()).isEqualTo(200);
            assertThat(sees.get(ENDPOINTS).items()).hasSize(1);
        }
        for (Api none : List.of(Api.user("bob"), elsewhere)) {
            assertThat(none.get(path(made)).status()).isEqualTo(404);
            assertThat(none.get(path(made)).problem()).isEqualTo("not-found");
            assertThat(none.get(ENDPOINTS).items()).isEmpty();
            assertThat(none.post(path(made) + "/rotate-secret", new JsonObject())
                            .status())
                    .isEqualTo(404);
            assertThat(none.delete(path(made)).status()).isEqualTo(404);
        }
        assertThat(Api.anonymous().get(ENDPOINTS).status()).isEqualTo(401);
        assertThat(Api.product("connections:read").post(ENDPOINTS, wish("x")).status())
                .isEqualTo(403);
        assertThat(Api.product("proxy:call").get(ENDPOINTS).status()).isEqualTo(403);
    }

    @Test
    void belongsToTheTenantWithoutAConnection() {
        Reply made = admin.post(ENDPOINTS, new JsonObject().put("provider", "github"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().getString("connection")).isNull();
        assertThat(opened(made, 1).connection()).isEmpty();
        assertThat(alice.get(path(made)).status()).isEqualTo(404);
        assertThat(alice.get(ENDPOINTS).items()).isEmpty();
        assertThat(alice.post(ENDPOINTS, new JsonObject().put("provider", "github"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void staysWithinWhatAnApiKeyIsNarrowedTo() {
        String connection = connect("alice");
        String other = connect("bob");
        Api narrowed = key(new JsonObject().put("connections", new JsonArray().add(connection)));
        Api toSlack = key(new JsonObject().put("providers", new JsonArray().add("slack")));
        Reply others = admin.post(ENDPOINTS, wish(other));
        Reply tenants = admin.post(ENDPOINTS, new JsonObject().put("provider", "github"));

        Reply made = narrowed.post(ENDPOINTS, wish(connection));

        assertThat(made.status()).isEqualTo(201);
        assertThat(narrowed.get(ENDPOINTS).items()).hasSize(1);
        assertThat(narrowed.get(path(made)).status()).isEqualTo(200);
        for (Reply outside : List.of(others, tenants)) {
            assertThat(narrowed.get(path(outside)).status()).isEqualTo(404);
            assertThat(narrowed.delete(path(outside)).status()).isEqualTo(404);
            assertThat(toSlack.get(path(outside)).status()).isEqualTo(404);
        }
        assertThat(toSlack.get(ENDPOINTS).items()).isEmpty();
        assertThat(narrowed.post(ENDPOINTS, wish(other)).status()).isEqualTo(404);
        assertThat(narrowed.post(ENDPOINTS, new JsonObject().put("provider", "github"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void isOfAConnectionInUseAndOfItsProvider() {
        String connection = connect("alice");

        assertThat(alice.post(ENDPOINTS, wish(connection).put("provider", "github-app"))
                        .json()
                        .getString("field"))
                .isEqualTo("connection");
        assertThat(Api.user("bob").post(ENDPOINTS, wish(connection)).problem()).isEqualTo("unknown-connection");
        alice.post("/api/connections/" + connection + "/pause", new JsonObject());
        Reply paused = alice.post(ENDPOINTS, wish(connection));
        assertThat(paused.status()).isEqualTo(409);
        assertThat(paused.json().getString("detail")).contains("PAUSED");
        assertThat(Database.count("select count(*) from webhook_endpoint")).isZero();
    }

    static Stream<Arguments> wrongBodies() {
        JsonObject github = new JsonObject().put("provider", "github");
        return Stream.of(
                arguments(new JsonObject(), 400, null),
                arguments(new JsonObject().put("provider", "nobody"), 404, null),
                arguments(new JsonObject().put("provider", "../github"), 404, null),
                arguments(github.copy().put("connection", "no-id"), 404, null),
                arguments(github.copy().put("connection", UUID.randomUUID().toString()), 404, null),
                arguments(github.copy().put("secret", ""), 400, "secret"),
                arguments(github.copy().put("secret", "short"), 400, "secret"),
                arguments(github.copy().put("secret", "with a\nline break"), 400, "secret"),
                arguments(github.copy().put("secret", "x".repeat(513)), 400, "secret"),
                arguments(github.copy().put("values", Map.of("shoe", "size")), 400, "values.shoe"),
                arguments(github.copy().put("unheard", "of"), 400, "unheard"));
    }

    @ParameterizedTest
    @MethodSource("wrongBodies")
    void refusesWhatIsNotAsAskedFor(JsonObject body, int status, String field) {
        Reply refused = admin.post(ENDPOINTS, body);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().getString("field")).isEqualTo(field);
        assertThat(refused.body()).doesNotContain("short", "line break", "xxxx");
        assertThat(admin.get(ENDPOINTS).items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a day", "-PT1H", "P31D", "PT99999999999999999H"})
    void refusesAnOverlapThatIsNone(String overlap) {
        Reply made = admin.post(ENDPOINTS, new JsonObject().put("provider", "github"));

        Reply refused = admin.post(path(made) + "/rotate-secret", new JsonObject().put("overlap", overlap));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("field")).isEqualTo("overlap");
    }

    @Test
    void isListedInPagesAndByWhatItBelongsTo() {
        String connection = connect("alice");
        admin.post(ENDPOINTS, new JsonObject().put("provider", "github-app"));
        IntStream.range(0, 51).forEach(i -> alice.post(ENDPOINTS, wish(connection)));

        Reply first = admin.get(ENDPOINTS + "?provider=github");
        Reply second =
                admin.get(ENDPOINTS + "?provider=github&cursor=" + first.json().getString("next"));

        assertThat(first.items()).hasSize(50);
        assertThat(second.items()).hasSize(1);
        assertThat(second.json().getString("next")).isNull();
        assertThat(admin.get(ENDPOINTS + "?provider=github-app").items()).hasSize(1);
        assertThat(admin.get(ENDPOINTS + "?connection=" + UUID.randomUUID()).items())
                .isEmpty();
        assertThat(admin.get(ENDPOINTS + "?connection=no-id").status()).isEqualTo(400);
        assertThat(admin.get(ENDPOINTS + "?cursor=forged").status()).isEqualTo(400);
    }

    private static String connect(String person) {
        return Browser.of(person)
                .connect(person.equals("alice") ? "octocat" : "monalisa")
                .parameters()
                .get("connection");
    }

    private static JsonObject wish(String connection) {
        return new JsonObject().put("provider", "github").put("connection", connection);
    }

    private Api key(JsonObject narrowing) {
        JsonObject wish = new JsonObject()
                .put("name", "narrowed")
                .put("scopes", new JsonArray().add("connections:read").add("connections:write"));
        String key = admin.post("/api/api-keys", wish.mergeIn(narrowing)).json().getString("key");
        Api program = Api.with(key);
        Eventually.holds(() -> assertThat(program.get(ENDPOINTS).status()).isEqualTo(200));
        return program;
    }

    /** The records that tell of an endpoint, once there are so many. */
    private List<ConsumerRecord<String, byte[]>> told(Reply made, int number) {
        AtomicReference<List<ConsumerRecord<String, byte[]>>> told = new AtomicReference<>();
        Eventually.holds(() -> {
            told.set(topic.records(id(made).toString()));
            assertThat(told.get()).hasSize(number);
        });
        return told.get();
    }

    /** What the gateway makes of the last of so many records. */
    private WebhookEndpoint opened(Reply made, int number) {
        ConsumerRecord<String, byte[]> last = told(made, number).get(number - 1);
        return gateway.open(WebhookEndpointChanged.fromCloudEvent(KafkaCloudEvents.read(last)));
    }

    private static List<Long> keys() {
        return Database.sql("select secret_key from webhook_endpoint_secret").stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    private static List<String> types(String person) {
        return Api.user(person).get("/api/activity").items().stream()
                .map(act -> ((JsonObject) act).getString("type"))
                .toList();
    }

    private String accountOf(String connection) {
        return admin.get("/api/connections/" + connection)
                .json()
                .getJsonObject("account")
                .getString("id");
    }

    private static UUID id(Reply made) {
        return UUID.fromString(made.json().getString("id"));
    }

    private static String path(Reply made) {
        return ENDPOINTS + "/" + id(made);
    }

    private static Secret secret(Reply made) {
        return Secret.of(made.json().getString("secret"));
    }
}
