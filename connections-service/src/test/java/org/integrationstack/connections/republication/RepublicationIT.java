package org.integrationstack.connections.republication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.Topic;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.WebhookEndpointChanged;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.webhook.EndpointSeal;
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

@ServiceTest
class RepublicationIT {
    private static final String REPUBLICATIONS = "/api/republications";

    private final Api operator = Api.with(TestIdentity.operator());
    private final Api admin = Api.with(TestIdentity.admin("carol", "acme"));

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void tellsOfEveryEndpointAgainSealedForTheGateway() {
        EndpointSeal gateway = new EndpointSeal(Keyset.parse(Secret.of(Surroundings.endpointKeys())));
        List<Reply> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(admin.post("/api/webhook-endpoints", new JsonObject().put("provider", "github")));
        }
        JsonObject first = made.get(0).json();
        admin.post("/api/webhook-endpoints/" + first.getString("id") + "/rotate-secret", new JsonObject());
        published();

        JsonObject done = republish(Topics.WEBHOOK_ENDPOINTS_CHANGED);

        assertThat(done.getLong("total")).isEqualTo(3);
        assertThat(done.getLong("done")).isEqualTo(3);
        for (Reply endpoint : made) {
            List<WebhookEndpointChanged> told =
                    told(Topics.WEBHOOK_ENDPOINTS_CHANGED, id(endpoint), WebhookEndpointChanged::fromCloudEvent);
            WebhookEndpointChanged last = told.get(told.size() - 1);
            WebhookEndpointChanged before = told.get(told.size() - 2);
            assertThat(last.version()).isEqualTo(before.version());
            assertThat(last.sealed()).isNotEqualTo(before.sealed());
            assertThat(gateway.open(last)).isEqualTo(gateway.open(before));
        }
    }

    @Test
    void tellsOfConnectionsAndApiKeysAgainAsTheyAre() {
        String connection = Browser.of("alice").connect("octocat").parameters().get("connection");
        Api.user("alice").post("/api/connections/" + connection + "/pause", new JsonObject());
        JsonObject key = admin.post(
                        "/api/api-keys",
                        new JsonObject().put("name", "it").put("scopes", new JsonArray().add("proxy:call")))
                .json();
        admin.delete("/api/api-keys/" + key.getString("id"));
        published();

        republish(Topics.CONNECTIONS_CHANGED);
        republish(Topics.API_KEYS_CHANGED);

        List<ConnectionChanged> connections =
                told(Topics.CONNECTIONS_CHANGED, connection, ConnectionChanged::fromCloudEvent);
        assertThat(connections).hasSize(3);
        assertThat(connections.get(2)).isEqualTo(connections.get(1));
        assertThat(connections.get(2).status()).isEqualTo("PAUSED");
        List<ApiKeyChanged> keys = told(Topics.API_KEYS_CHANGED, key.getString("id"), ApiKeyChanged::fromCloudEvent);
        assertThat(keys).hasSize(3);
        assertThat(keys.get(2)).isEqualTo(keys.get(1));
        assertThat(keys.get(2).revoked()).isTrue();
    }

    @Test
    void goesOnWhereAnotherReplicaDied() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(id(admin.post("/api/webhook-endpoints", new JsonObject().put("provider", "github"))));
        }
        ids.sort(null);
        published();
        UUID id = UUID.randomUUID();
        Database.sql("""
                insert into republication (id, topic, total, done, last_key, requested_by, requested_in, worker, lease_until)
                values ('%s', '%s', 4, 2, '%s', 'olga', 'platform', gen_random_uuid(), now() + interval '1 second')
                """.formatted(id, Topics.WEBHOOK_ENDPOINTS_CHANGED.name(), ids.get(1)));

        JsonObject done = done(id.toString());

        assertThat(done.getLong("done")).isEqualTo(4);
        published();
        Map<String, Long> times = new KafkaTopic(Topics.WEBHOOK_ENDPOINTS_CHANGED)
                .records().stream()
                        .filter(record -> ids.contains(record.key()))
                        .collect(Collectors.groupingBy(ConsumerRecord::key, Collectors.counting()));
        assertThat(times).isEqualTo(Map.of(ids.get(0), 1L, ids.get(1), 1L, ids.get(2), 2L, ids.get(3), 2L));
    }

    @Test
    void passesOverWhatDoesNotOpenAndSaysSo() {
        Reply good = admin.post("/api/webhook-endpoints", new JsonObject().put("provider", "github"));
        Reply bad = admin.post("/api/webhook-endpoints", new JsonObject().put("provider", "github"));
        Database.sql("update webhook_endpoint_secret set secret = set_byte(secret, 20, get_byte(secret, 20) # 1)"
                + " where endpoint = '%s'".formatted(id(bad)));
        published();

        JsonObject done = republish(Topics.WEBHOOK_ENDPOINTS_CHANGED);

        assertThat(done.getLong("done")).isEqualTo(1);
        assertThat(done.getLong("skipped")).isEqualTo(1);
        assertThat(told(Topics.WEBHOOK_ENDPOINTS_CHANGED, id(good), WebhookEndpointChanged::fromCloudEvent))
                .hasSize(2);
    }

    @Test
    void letsTheChangesOfTheHourGoFirst() {
        admin.post("/api/webhook-endpoints", new JsonObject().put("provider", "github"));
        published();
        Infrastructure.pause("kafka");
        try {
            Database.sql("""
                    insert into outbox (topic, record_key, headers, payload)
                    select 'connections.changed', gen_random_uuid()::text, '{}'::jsonb, ''::bytea
                    from generate_series(1, 400)""");
            String id = id(operator.post(
                    REPUBLICATIONS, new JsonObject().put("topic", Topics.WEBHOOK_ENDPOINTS_CHANGED.name())));
            Eventually.holds(
                    () -> assertThat(Database.count("select count(*) from republication where worker is not null"))
                            .isOne());

            assertThat(operator.get(REPUBLICATIONS + "/" + id).json().getString("state"))
                    .isEqualTo("running");
            assertThat(Database.count("select count(*) from outbox where published_at is null and topic = '%s'"
                            .formatted(Topics.WEBHOOK_ENDPOINTS_CHANGED.name())))
                    .isZero();
        } finally {
            Infrastructure.resume("kafka");
        }
        Eventually.holds(() -> assertThat(
                        operator.get(REPUBLICATIONS).items().getJsonObject(0).getString("state"))
                .isEqualTo("done"));
    }

    @Test
    void tellsOneTopicOnceAtATimeAndRemembersIt() {
        Database.sql("""
                insert into republication (id, topic, total, requested_by, requested_in, worker, lease_until)
                values (gen_random_uuid(), '%s', 4, 'olga', 'platform', gen_random_uuid(), now() + interval '1 hour')
                """.formatted(Topics.WEBHOOK_ENDPOINTS_CHANGED.name()));

        Reply again =
                operator.post(REPUBLICATIONS, new JsonObject().put("topic", Topics.WEBHOOK_ENDPOINTS_CHANGED.name()));

        assertThat(again.status()).isEqualTo(409);
        republish(Topics.API_KEYS_CHANGED);
        assertThat(operator.get(REPUBLICATIONS).items()).hasSize(2);
        assertThat(operator.get(REPUBLICATIONS + "/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"activity.recorded", "webhooks.received", "nothing", ""})
    void tellsNoTopicWhoseTruthLiesElsewhere(String topic) {
        Reply refused = operator.post(REPUBLICATIONS, new JsonObject().put("topic", topic));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("detail")).contains("webhook-endpoints.changed");
    }

    @Test
    void isForOperatorsAlone() {
        JsonObject wish = new JsonObject().put("topic", "api-keys.changed");

        assertThat(Api.anonymous().post(REPUBLICATIONS, wish).status()).isEqualTo(401);
        for (Api other : List.of(admin, Api.user("alice"), Api.product("connections:write"))) {
            assertThat(other.post(REPUBLICATIONS, wish).status()).isEqualTo(403);
            assertThat(other.get(REPUBLICATIONS).status()).isEqualTo(403);
        }
    }

    private JsonObject republish(Topic topic) {
        Reply begun = operator.post(REPUBLICATIONS, new JsonObject().put("topic", topic.name()));
        assertThat(begun.status()).isEqualTo(202);
        JsonObject done = done(id(begun));
        published();
        return done;
    }

    private JsonObject done(String id) {
        Eventually.holds(
                () -> assertThat(operator.get(REPUBLICATIONS + "/" + id).json().getString("state"))
                        .isEqualTo("done"));
        return operator.get(REPUBLICATIONS + "/" + id).json();
    }

    private static void published() {
        Eventually.holds(() -> assertThat(Database.count("select count(*) from outbox where published_at is null"))
                .isZero());
    }

    private static <T> List<T> told(Topic topic, String key, Function<CloudEvent, T> reader) {
        return new KafkaTopic(topic)
                .records(key).stream().map(KafkaCloudEvents::read).map(reader).toList();
    }

    private static String id(Reply made) {
        return made.json().getString("id");
    }
}
