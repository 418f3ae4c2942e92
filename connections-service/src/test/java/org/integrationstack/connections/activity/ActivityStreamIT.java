package org.integrationstack.connections.activity;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.EventStream;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams are of no replica: where one ends another goes on, from what lies in the database. So two streams against one
 * database are what two replicas are.
 */
@ServiceTest
class ActivityStreamIT {
    private static final String STREAM = "/api/activity/stream";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String admin = TestIdentity.admin("carol", tenant);
    private final List<EventStream> opened = new ArrayList<>();

    @Inject
    Pool pool;

    @AfterEach
    void closeStreams() {
        opened.forEach(EventStream::close);
    }

    @Test
    void tellsWhatHappensFromNowOn() {
        insert(act("github.push", "alice"));
        EventStream stream = follow(admin, "");

        UUID opened = insert(act("github.issues.opened", "alice"));

        Eventually.holds(() -> assertThat(ids(stream)).containsExactly(opened));
        EventStream.Event event = stream.events().get(0);
        assertThat(event.data().getString("type")).isEqualTo("github.issues.opened");
        assertThat(event.data().getString("summary")).isEqualTo("alice did it");
        assertThat(event.data().getString("at")).isEqualTo("2026-11-24T07:00:00Z");
    }

    @Test
    void waitsForWhatIsCommittedLateAndKeepsOneOrderForAll() {
        EventStream one = follow(admin, "");
        Act early = act("early", "alice");
        SqlConnection connection = await(pool.getConnection());
        Transaction late = begin(connection);
        await(connection.preparedQuery(Act.INSERT).execute(early.values(tenant)));
        UUID second = insert(act("second", "alice"));
        UUID third = insert(act("third", "alice"));
        Eventually.holds(() -> assertThat(one.comments()).hasSizeGreaterThan(2));
        assertThat(one.events()).isEmpty();
        EventStream other = follow(admin, "");

        await(late.commit());
        await(connection.close());

        Eventually.holds(() -> assertThat(ids(one)).containsExactly(early.id(), second, third));
        Eventually.holds(() -> assertThat(ids(other)).containsExactly(early.id(), second, third));
    }

    /** Writers whose transactions overlap at random; a reader who breaks off at random and comes back elsewhere. */
    @Test
    void missesNothingAndTellsNothingTwiceHoweverOftenItBreaksOff() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        EventStream steady = follow(admin, "");
        EventStream restless = follow(admin, "");
        List<UUID> seen = new ArrayList<>();
        String place = null;
        int breaks = 0;

        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<CompletableFuture<List<UUID>>> writing = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            long own = random.nextLong();
            writing.add(CompletableFuture.supplyAsync(() -> write(new Random(own)), writers));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new));
        while (!all.isDone() || seen.size() < 200) {
            int wanted = 1 + random.nextInt(20);
            EventStream current = restless;
            Eventually.holds(() -> assertThat(current.events().size() >= wanted || all.isDone())
                    .isTrue());
            restless.close();
            for (EventStream.Event event : restless.events()) {
                seen.add(UUID.fromString(event.data().getString("id")));
                place = event.id();
            }
            breaks++;
            restless = place == null ? follow(admin, "") : follow(admin, "", "Last-Event-ID", place);
            assertThat(breaks).as("breaks without an end, seed " + seed).isLessThan(2_000);
        }
        writers.shutdown();

        Set<UUID> written = new HashSet<>();
        writing.forEach(done -> written.addAll(done.join()));
        Eventually.holds(() -> assertThat(steady.events()).hasSize(written.size()));
        assertThat(ids(steady)).as("seed " + seed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(written);
        assertThat(seen).as("seed " + seed).isEqualTo(ids(steady));
    }

    @Test
    void showsAUserTheirOwnAndAKeyWhatItIsFor() {
        ApiKey key = key(List.of("slack"));
        EventStream alices = follow(TestIdentity.user("alice", tenant), "");
        EventStream pushes = follow(admin, "?type=github.push");
        EventStream keys = follow(key.reveal(), "");
        EventStream others = follow(TestIdentity.admin("mallory", "globex"), "");
        EventStream all = follow(admin, "");

        UUID hers = insert(act("github.push", "alice"));
        UUID bobs = insert(act("github.issues.opened", "bob"));

        Eventually.holds(() -> assertThat(ids(all)).containsExactly(hers, bobs));
        Eventually.holds(() -> assertThat(ids(alices)).containsExactly(hers));
        Eventually.holds(() -> assertThat(ids(pushes)).containsExactly(hers));
        assertThat(keys.events()).isEmpty();
        assertThat(others.events())
                .noneMatch(event -> hers.toString().equals(event.data().getString("id")));
    }

    @Test
    void endsWithTheCallersToken() {
        String token = TestIdentity.token(Map.of(
                "sub",
                "carol",
                "tenant",
                tenant,
                "roles",
                List.of("admin"),
                "exp",
                Instant.now().plusSeconds(5).getEpochSecond()));
        EventStream stream = follow(token, "");
        assertThat(stream.ended()).isFalse();

        Eventually.holds(() -> assertThat(stream.ended()).isTrue());
    }

    @Test
    void endsWithTheCallersKey() {
        ApiKey key = key(List.of());
        EventStream stream = follow(key.reveal(), "");
        assertThat(stream.ended()).isFalse();

        new KafkaTopic(Topics.API_KEYS_CHANGED)
                .publish(key.id().toString(), change(key, 2, List.of(), true).toCloudEvent(UUID.randomUUID()));

        Eventually.holds(() -> assertThat(stream.ended()).isTrue());
    }

    @Test
    void allowsSoManyStreamsToACaller() {
        for (int i = 0; i < 5; i++) {
            follow(admin, "");
        }

        assertThat(EventStream.open(STREAM, admin).status()).isEqualTo(429);
        assertThat(follow(TestIdentity.admin("other", tenant), "").status()).isEqualTo(200);
        opened.remove(0).close();
        Eventually.holds(() -> {
            EventStream again = EventStream.open(STREAM, admin);
            opened.add(again);
            assertThat(again.status()).isEqualTo(200);
        });
    }

    @Test
    void goesOnFromNowWhereAPlaceIsOfAnotherDatabase() {
        String elsewhere = new Place(Long.MAX_VALUE, Instant.EPOCH, UUID.randomUUID()).text();
        EventStream stream = follow(admin, "", "Last-Event-ID", elsewhere);

        UUID id = insert(act("github.push", "alice"));

        Eventually.holds(() -> assertThat(ids(stream)).containsExactly(id));
    }

    @Test
    void refusesAPlaceThatIsNoneAndWhoMayNotRead() {
        Api api = Api.with(admin, "Last-Event-ID", "nonsense");

        assertThat(api.get(STREAM).status()).isEqualTo(400);
        assertThat(api.get(STREAM).json().getString("detail")).startsWith("Last-Event-ID:");
        assertThat(Api.with(admin).get(STREAM + "?connection=7").status()).isEqualTo(400);
        assertThat(Api.anonymous().get(STREAM).status()).isEqualTo(401);
        assertThat(Api.product("connections:read").get(STREAM).status()).isEqualTo(403);
        assertThat(Api.with(TestIdentity.operator()).get(STREAM).status()).isEqualTo(403);
    }

    private List<UUID> write(Random random) {
        List<UUID> written = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            SqlConnection connection = await(pool.getConnection());
            Transaction transaction = begin(connection);
            for (int row = 0; row < 2; row++) {
                Act act = act("n", "alice");
                written.add(act.id());
                await(connection.preparedQuery(Act.INSERT).execute(act.values(tenant)));
                await(connection.preparedQuery("select pg_sleep($1)").execute(Tuple.of(random.nextInt(30) / 1_000.0)));
            }
            await(transaction.commit());
            await(connection.close());
        }
        return written;
    }

    private EventStream follow(String token, String query, String... headers) {
        EventStream stream = EventStream.open(STREAM + query, token, headers);
        opened.add(stream);
        assertThat(stream.status()).isEqualTo(200);
        Eventually.holds(() -> assertThat(stream.comments()).contains("following"));
        return stream;
    }

    private ApiKey key(List<String> providers) {
        ApiKey key = ApiKey.generate(UUID.randomUUID(), new SecureRandom());
        new KafkaTopic(Topics.API_KEYS_CHANGED)
                .publish(key.id().toString(), change(key, 1, providers, false).toCloudEvent(UUID.randomUUID()));
        Eventually.holds(() ->
                assertThat(Api.with(key.reveal()).get("/api/activity").status()).isEqualTo(200));
        return key;
    }

    private ApiKeyChanged change(ApiKey key, long version, List<String> providers, boolean revoked) {
        return new ApiKeyChanged(
                key.id(),
                new TenantId(tenant),
                version,
                key.hash(),
                List.of("activity:read"),
                providers,
                List.of(),
                Instant.now().plus(Duration.ofDays(1)),
                revoked,
                Instant.now());
    }

    private UUID insert(Act act) {
        SqlConnection connection = await(pool.getConnection());
        Transaction transaction = begin(connection);
        await(connection.preparedQuery(Act.INSERT).execute(act.values(tenant)));
        await(transaction.commit());
        await(connection.close());
        return act.id();
    }

    private Transaction begin(SqlConnection connection) {
        Transaction transaction = await(connection.begin());
        await(connection
                .preparedQuery("select set_config('integration.tenant', $1, true)")
                .execute(Tuple.of(tenant)));
        return transaction;
    }

    private static Act act(String type, String owner) {
        return new Act(UUID.randomUUID(), type, owner);
    }

    private static List<UUID> ids(EventStream stream) {
        return stream.events().stream()
                .map(event -> UUID.fromString(event.data().getString("id")))
                .toList();
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(PATIENCE);
    }

    private record Act(UUID id, String type, String owner) {
        static final String INSERT = """
                insert into activity (id, tenant, owner, type, provider, at, summary, metadata)
                values ($1, $2, $3, $4, 'github', $5, $6, '{}')
                """;

        Tuple values(String tenant) {
            return Tuple.of(
                    id,
                    tenant,
                    owner,
                    type,
                    Instant.parse("2026-11-24T07:00:00Z").atOffset(ZoneOffset.UTC),
                    owner + " did it");
        }
    }
}
