package org.integrationstack.connections.activity;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class ActivityIT {
    @Inject
    Retention retention;

    private final KafkaTopic topic = new KafkaTopic(Topics.ACTIVITY_RECORDED);

    /** A tenant of the test's own: topics keep what other tests wrote. */
    private final String tenant = "tenant-" + UUID.randomUUID();

    private final Api admin = Api.with(TestIdentity.admin("carol", tenant));
    private final ConnectionId connection = ConnectionId.random();

    @Test
    void showsAnActOnceHoweverOftenItIsRecorded() {
        ActivityRecorded push = act("github.push", "alice", "2026-11-24T07:00:00Z");
        publish(push);
        publish(push);
        publish(act("github.issues.opened", "alice", "2026-11-24T07:00:01Z"));

        Eventually.holds(() -> assertThat(types("")).containsExactly("github.issues.opened", "github.push"));
    }

    @Test
    void tellsWhatHappened() {
        publish(act("github.push", "alice", "2026-11-24T07:00:00Z"));

        Eventually.holds(() -> {
            JsonObject shown = admin.get("/api/activity").items().getJsonObject(0);
            assertThat(shown.getString("summary")).isEqualTo("alice pushed");
            assertThat(shown.getString("provider")).isEqualTo("github");
            assertThat(shown.getString("connection")).isEqualTo(connection.toString());
            assertThat(shown.getString("at")).isEqualTo("2026-11-24T07:00:00Z");
            assertThat(shown.getJsonObject("metadata").getInteger("commits")).isEqualTo(3);
            assertThat(shown.getString("traceId")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        });
    }

    @Test
    void showsAUserOnlyTheirOwn() {
        publish(act("github.push", "alice", "2026-11-24T07:00:00Z"));
        publish(act("github.push", "bob", "2026-11-24T07:00:01Z"));
        Eventually.holds(() -> assertThat(types("")).hasSize(2));

        assertThat(Api.with(TestIdentity.user("bob", tenant))
                        .get("/api/activity")
                        .items())
                .hasSize(1);
        assertThat(Api.with(TestIdentity.admin("mallory", "globex"))
                        .get("/api/activity?connection=" + connection)
                        .items())
                .isEmpty();
    }

    @Test
    void filtersByConnectionProviderTypeAndTime() {
        publish(act("github.push", "alice", "2026-11-24T07:00:00Z"));
        publish(act("github.issues.opened", "alice", "2026-11-24T08:00:00Z"));
        Eventually.holds(() -> assertThat(types("")).hasSize(2));

        assertThat(types("?type=github.push")).containsExactly("github.push");
        assertThat(types("?provider=github&connection=" + connection)).hasSize(2);
        assertThat(types("?provider=slack")).isEmpty();
        assertThat(types("?connection=" + UUID.randomUUID())).isEmpty();
        assertThat(types("?from=2026-11-24T08:00:00Z")).containsExactly("github.issues.opened");
        assertThat(types("?to=2026-11-24T08:00:00Z")).containsExactly("github.push");
    }

    @Test
    void passesOverWhatIsNoActOrCannotBeStored() {
        topic.publish(new ProducerRecord<>(
                Topics.ACTIVITY_RECORDED.name(), tenant, "nonsense".getBytes(StandardCharsets.UTF_8)));
        publish(new ActivityRecorded(
                UUID.randomUUID(),
                new TenantId(tenant),
                "github.push",
                "github",
                connection,
                new UserId("alice"),
                Instant.parse("2026-11-24T07:00:00Z"),
                "a character PostgreSQL does not take: \u0000",
                Map.of(),
                null));
        publish(act("github.issues.opened", "alice", "2026-11-24T07:00:01Z"));

        Eventually.holds(() -> assertThat(types("")).containsExactly("github.issues.opened"));
    }

    @Test
    void rebuildsWhatIsMissingOrDiffersWhileAllGoesOn() {
        ActivityRecorded kept = act("github.push", "alice", "2026-11-24T07:00:00Z");
        ActivityRecorded lost = act("github.issues.opened", "alice", "2026-11-24T07:00:01Z");
        publish(kept);
        publish(lost);
        Eventually.holds(() -> assertThat(types("")).hasSize(2));
        Database.sql("delete from activity where id = '" + lost.id() + "'");
        Database.sql("update activity set summary = 'spoilt', provider = null where id = '" + kept.id() + "'");
        Api operator = Api.with(TestIdentity.operator());

        Reply begun = operator.post("/api/activity/rebuild", new JsonObject());
        publish(act("github.later", "alice", "2026-11-24T07:00:02Z"));

        assertThat(begun.status()).isEqualTo(202);
        Eventually.holds(
                () -> assertThat(operator.get("/api/activity/rebuild").json().getString("state"))
                        .isEqualTo("DONE"));
        JsonObject done = operator.get("/api/activity/rebuild").json();
        assertThat(done.getString("id")).isEqualTo(begun.json().getString("id"));
        assertThat(done.getLong("total")).isPositive().isEqualTo(done.getLong("done"));
        assertThat(done.getString("finishedAt")).isNotNull();
        Eventually.holds(
                () -> assertThat(types("")).containsExactly("github.later", "github.issues.opened", "github.push"));
        assertThat(admin.get("/api/activity?type=github.push")
                        .items()
                        .getJsonObject(0)
                        .getString("summary"))
                .isEqualTo("alice pushed");
    }

    @Test
    void rebuildsOneAtATimeAndForgetsALostOne() {
        Api operator = Api.with(TestIdentity.operator());
        Database.sql("insert into activity_rebuild (id, state) values (gen_random_uuid(), 'RUNNING')");

        assertThat(operator.post("/api/activity/rebuild", new JsonObject()).problem())
                .isEqualTo("conflict");
        assertThat(operator.get("/api/activity/rebuild").json().getString("state"))
                .isEqualTo("RUNNING");
        Database.sql("update activity_rebuild set updated_at = now() - interval '31 seconds'");
        assertThat(operator.get("/api/activity/rebuild").json().getString("state"))
                .isEqualTo("INTERRUPTED");
        assertThat(operator.post("/api/activity/rebuild", new JsonObject()).status())
                .isEqualTo(202);
        Eventually.holds(
                () -> assertThat(operator.get("/api/activity/rebuild").json().getString("state"))
                        .isEqualTo("DONE"));
    }

    @Test
    void leavesRebuildingToOperators() {
        assertThat(admin.post("/api/activity/rebuild", new JsonObject()).status())
                .isEqualTo(403);
        assertThat(admin.get("/api/activity/rebuild").status()).isEqualTo(403);
    }

    @Test
    void forgetsWhatIsOld() {
        Instant now = Instant.now();
        for (int i = 0; i < 3; i++) {
            publish(act("old", "alice", now.minus(Duration.ofDays(91)).toString()));
        }
        publish(act("recent", "alice", now.minus(Duration.ofDays(89)).toString()));
        Eventually.holds(() -> assertThat(types("")).hasSize(4));

        retention.forgetOld().await().atMost(Duration.ofSeconds(10));

        assertThat(types("")).containsExactly("recent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=yesterday",
                "to=1",
                "from=%2B200000-01-01T00:00:00Z",
                "type=%00",
                "cursor=x",
                "connection=7"
            })
    void namesTheParameterThatIsWrong(String query) {
        assertThat(admin.get("/api/activity?" + query).json().getString("detail"))
                .startsWith(query.substring(0, query.indexOf('=')) + ":");
    }

    private java.util.List<String> types(String query) {
        return admin.get("/api/activity" + query).items().stream()
                .map(item -> ((JsonObject) item).getString("type"))
                .toList();
    }

    private void publish(ActivityRecorded act) {
        topic.publish(act.recordKey(), act.toCloudEvent());
    }

    private ActivityRecorded act(String type, String owner, String at) {
        return new ActivityRecorded(
                UUID.randomUUID(),
                new TenantId(tenant),
                type,
                "github",
                connection,
                new UserId(owner),
                Instant.parse(at),
                owner + " pushed",
                Map.of("commits", 3, "branch", "main"),
                "4bf92f3577b34da6a3ce929d0e0e4736");
    }
}
