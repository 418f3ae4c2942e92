package org.integrationstack.connections.vault;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Role;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.secret.KeyEncryptionKey;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ServiceTest
class RotationIT {
    private static final TenantId ACME = new TenantId("acme");
    private static final Caller OLGA =
            new Caller(new TenantId("platform"), new UserId("olga"), Set.of(Role.OPERATOR), Set.of());
    private static final Api OPERATOR = Api.with(TestIdentity.operator());
    private static final int ROWS = 90;

    @Inject
    Transactions transactions;

    @Inject
    TokenVault tokens;

    @Inject
    Rotations rotations;

    @Inject
    Keysets keysets;

    @Inject
    KeyEncryptionKey kek;

    @Inject
    Vault vault;

    @Inject
    Scheduler scheduler;

    @Inject
    @All
    List<SealedTable> tables;

    @BeforeEach
    void awaitKeys() {
        Eventually.holds(() -> get(vault.refresh()));
    }

    @AfterEach
    void cleanUp() {
        scheduler.resume();
        sql("update key_rotation set due_at = now(), lease_until = now()");
        sql("delete from connection_grant");
        Eventually.holds(() -> assertThat(sql("select from key_rotation where finished_at is null")
                        .size())
                .isZero());
        Infrastructure.clean();
    }

    @Test
    void resealsEverythingWhileTokensAreRenewed() throws InterruptedException {
        Map<UUID, String> written = connect(ROWS);
        AtomicBoolean rotating = new AtomicBoolean(true);
        Thread renewing = new Thread(() -> renew(written, rotating));
        renewing.start();

        Reply begun = OPERATOR.post("/api/keys/rotations", new JsonObject());
        String location = begun.header("location").replaceFirst(".*(?=/api/)", "");
        Reply again = OPERATOR.post("/api/keys/rotations", new JsonObject());
        Eventually.holds(() ->
                assertThat(OPERATOR.get(location).json().getString("state")).isEqualTo("done"));
        rotating.set(false);
        renewing.join();

        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.json().getString("state")).isEqualTo("preparing");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.problem()).isEqualTo("conflict");
        JsonObject done = OPERATOR.get(location).json();
        assertThat(done.getLong("total")).as("less what was renewed meanwhile").isBetween(1L, (long) ROWS);
        assertThat(done.getLong("done")).isEqualTo(done.getLong("total"));
        assertThat(done.getLong("unreadable")).isZero();
        assertThat(done.getString("requestedBy")).isEqualTo("olga");
        assertThat(done.getInstant("finishedAt")).isAfter(done.getInstant("startedAt"));
        assertThat(keysInUse()).hasSize(1).containsExactlyElementsOf(allKeys());
        assertAllOpen(written);
        assertThat(OPERATOR.get("/api/keys/rotations").items().getJsonObject(0)).isEqualTo(done);
        Eventually.holds(() -> assertThat(new KafkaTopic(Topics.ACTIVITY_RECORDED).records("platform"))
                .hasSizeGreaterThanOrEqualTo(2));
    }

    @Test
    void goesOnWhereAReplicaDied() {
        scheduler.pause();
        Map<UUID, String> written = connect(ROWS);
        Replica one = new Replica();
        Replica other = new Replica();
        UUID rotation = begin();
        one.advanceTo(rotation, Rotation.State.RESEALING);

        one.diesAfterBatches(3);
        assertThatThrownBy(() -> get(one.rotating.work())).hasMessage("killed");
        Rotation left = find(rotation);
        get(other.rotating.work());
        Rotation stillHeld = find(rotation);
        sql("update key_rotation set lease_until = now()");
        other.workUntilDone(rotation);

        assertThat(left.done()).isEqualTo(30);
        assertThat(stillHeld).as("nobody works beside a lease").isEqualTo(left);
        assertThat(find(rotation).done()).isEqualTo(ROWS);
        assertThat(other.batches).as("rows that were done are not done again").hasValueLessThan(10);
        assertThat(keysInUse()).hasSize(1).containsExactlyElementsOf(allKeys());
        assertAllOpen(written);
    }

    @Test
    void aReplicaThatLostItsLeaseChangesNothing() {
        scheduler.pause();
        connect(ROWS);
        Replica one = new Replica();
        UUID rotation = begin();
        one.advanceTo(rotation, Rotation.State.RESEALING);

        one.beforeBatch(2, () -> query("update key_rotation set worker = gen_random_uuid()"));
        get(one.rotating.work());

        assertThat(find(rotation).done()).isEqualTo(10);
        assertThat(sql("select from connection_grant where access_token_key ="
                                + " (select id from data_key where rotation is not null and purpose = 'tokens'"
                                + " order by created_at desc limit 1)")
                        .size())
                .isEqualTo(10);
    }

    @Test
    void passesOverRowsThatAreBeingChangedAndComesBackForThem() {
        scheduler.pause();
        Map<UUID, String> written = connect(ROWS);
        Replica one = new Replica();
        UUID rotation = begin();
        one.advanceTo(rotation, Rotation.State.RESEALING);

        get(transactions.sqlAcrossTenants(connection -> connection
                .preparedQuery("select from connection_grant where connection = $1 for update")
                .execute(Tuple.of(written.keySet().iterator().next()))
                .chain(locked -> one.rotating.work())));
        long doneAtFirst = find(rotation).done();
        one.workUntilDone(rotation);

        assertThat(doneAtFirst).isEqualTo(ROWS - 1);
        assertAllOpen(written);
    }

    @Test
    void aReplicaThatKnowsOnlyDestroyedKeysLosesNothing() {
        scheduler.pause();
        connect(1);
        Replica one = new Replica();
        Replica stale = new Replica();
        UUID rotation = begin();
        one.workUntilDone(rotation);
        UUID connection = UUID.randomUUID();
        SealedGrant sealed = stale.tokens.seal(ACME, connection, TokenSlot.MAIN, grant("late"));

        assertThatThrownBy(() -> store(connection, sealed))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("violates foreign key constraint");
        get(stale.vault.refresh());

        store(connection, stale.tokens.seal(ACME, connection, TokenSlot.MAIN, grant("late")));
        assertThat(open(connection).accessToken()).isEqualTo(Secret.of("late"));
    }

    @Test
    void aReplicaOpensWhatAnotherHasResealed() {
        scheduler.pause();
        Map<UUID, String> written = connect(5);
        Replica one = new Replica();
        Replica stale = new Replica();
        one.workUntilDone(begin());

        written.forEach((connection, token) -> assertThat(
                        get(stale.tokens.open(ACME, connection, TokenSlot.MAIN, stored(connection), Set.of()))
                                .accessToken())
                .isEqualTo(Secret.of(token)));
    }

    @Test
    void saysWhichRowsHoldItUp() {
        scheduler.pause();
        Map<UUID, String> written = connect(20);
        List<UUID> ids = List.copyOf(written.keySet());
        sql("update connection_grant set tenant = 'globex' where connection = '" + ids.get(0) + "'");
        sql(
                "update connection_grant a set refresh_token = b.refresh_token from connection_grant b where a.connection = '"
                        + ids.get(1) + "' and b.connection = '" + ids.get(2) + "'");
        Replica one = new Replica();
        UUID rotation = begin();
        one.advanceTo(rotation, Rotation.State.RESEALING);

        get(one.rotating.work());
        Rotation held = find(rotation);
        sql("delete from connection_grant where connection in ('" + ids.get(0) + "', '" + ids.get(1) + "')");
        one.workUntilDone(rotation);

        assertThat(held.state()).isEqualTo(Rotation.State.RESEALING);
        assertThat(held.unreadable()).isEqualTo(2);
        assertThat(held.done()).isEqualTo(18);
        assertThat(find(rotation).unreadable()).isZero();
    }

    @Test
    void isForOperatorsAlone() {
        List<Api> others = List.of(
                Api.user("alice"),
                Api.with(TestIdentity.admin("carol", "acme")),
                Api.product("connections:write", "connections:read"));

        others.forEach(caller -> {
            assertThat(caller.post("/api/keys/rotations", new JsonObject()).status())
                    .isEqualTo(403);
            assertThat(caller.get("/api/keys/rotations").status()).isEqualTo(403);
            assertThat(caller.get("/api/keys/rotations/" + UUID.randomUUID()).status())
                    .isEqualTo(403);
        });
        assertThat(Api.anonymous().post("/api/keys/rotations", new JsonObject()).status())
                .isEqualTo(401);
        assertThat(OPERATOR.get("/api/keys/rotations/" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(OPERATOR.get("/api/keys/rotations/1").status()).isEqualTo(404);
        assertThat(OPERATOR.get("/api/keys/rotations?cursor=x").status()).isEqualTo(400);
    }

    @Test
    void listsRotationsInPages() {
        sql("insert into key_rotation (id, state, requested_by, requested_in, started_at, finished_at)"
                + " select gen_random_uuid(), 'DONE', 'olga', 'platform', now() - n * interval '1 day', now()"
                + " from generate_series(1, 60) n");

        JsonObject first = OPERATOR.get("/api/keys/rotations").json();
        JsonObject second = OPERATOR.get("/api/keys/rotations?cursor=" + first.getString("next"))
                .json();

        assertThat(first.getJsonArray("items")).hasSize(50);
        assertThat(second.getJsonArray("items"))
                .hasSizeGreaterThanOrEqualTo(10)
                .doesNotContainAnyElementsOf(first.getJsonArray("items"));
        sql("delete from key_rotation where started_at < now() - interval '12 hours'");
    }

    /** A sealed column that is forgotten would become unreadable with the first rotation. */
    @Test
    void knowsEverySealedColumn() {
        Set<String> sealed = Set.copyOf(tables.stream()
                .flatMap(table -> table.columns().stream().map(column -> table.name() + "." + column.name()))
                .toList());

        Set<String> bytes = texts("select table_name || '.' || column_name from information_schema.columns"
                + " where table_schema = current_schema and data_type = 'bytea'");
        Set<String> guarded = texts("""
                select conrelid::regclass || '.' || left(attname, -4) from pg_constraint
                join pg_attribute on attrelid = conrelid and attnum = conkey[1]
                where confrelid = 'data_key'::regclass and attgenerated = 's' and attname like '%\\_key'
                """);

        assertThat(sealed).isEqualTo(guarded);
        assertThat(bytes).containsAll(sealed);
        // The rest is no secret, or hashed, or sealed by other means: keys under the key-encryption key.
        assertThat(bytes.stream().filter(column -> !sealed.contains(column)))
                .isSubsetOf(
                        "outbox.payload",
                        "keyset.wrapped",
                        "idempotency_key.key",
                        "idempotency_key.request",
                        "idempotent_answer.key",
                        "idempotent_answer.request");
    }

    /** A replica of the service, as far as it has to do with keys, that works when told to. */
    private final class Replica {
        final Vault vault = Vaults.of(keysets, kek, tables.toArray(SealedTable[]::new));
        final TokenVault tokens = new TokenVault(vault);
        final AtomicInteger batches = new AtomicInteger();
        final Rotating rotating;
        private int batch = -1;
        private Supplier<Uni<?>> before = () -> Uni.createFrom().voidItem();

        Replica() {
            get(vault.load());
            rotating = new Rotating(
                    watched(),
                    vault,
                    new Keyring(keysets, kek),
                    tables,
                    new Settings(),
                    new VaultMetrics(new SimpleMeterRegistry()));
        }

        void beforeBatch(int number, Supplier<Uni<?>> action) {
            batch = number;
            before = action;
        }

        void diesAfterBatches(int number) {
            beforeBatch(number + 1, () -> Uni.createFrom().failure(new IllegalStateException("killed")));
        }

        void advanceTo(UUID rotation, Rotation.State state) {
            while (find(rotation).state() != state) {
                get(rotating.work());
            }
        }

        void workUntilDone(UUID rotation) {
            Eventually.holds(() -> {
                sql("update key_rotation set due_at = now()");
                get(rotating.work());
                assertThat(find(rotation).state()).isEqualTo(Rotation.State.DONE);
            });
        }

        /** The stored rotations, with something that happens between two batches of grants. */
        private Rotations watched() {
            return (Rotations) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Rotations.class},
                    (proxy, method, arguments) -> isBatch(method, arguments) && batches.incrementAndGet() == batch
                            ? before.get().chain(() -> invoke(method, arguments))
                            : invoke(method, arguments));
        }

        private boolean isBatch(Method method, Object... arguments) {
            return method.getName().equals("reseal")
                    && ((SealedTable) arguments[1]).name().equals("connection_grant");
        }

        private Uni<?> invoke(Method method, Object... arguments) {
            try {
                return (Uni<?>) method.invoke(rotations, arguments);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record Settings() implements VaultSettings {
        @Override
        public Duration spread() {
            return Duration.ZERO;
        }

        @Override
        public int batch() {
            return 10;
        }
    }

    private UUID begin() {
        return get(rotations.begin(UUID.randomUUID(), OLGA)).orElseThrow().id();
    }

    private Rotation find(UUID rotation) {
        return get(rotations.find(rotation)).orElseThrow();
    }

    private Map<UUID, String> connect(int number) {
        Map<UUID, String> written = new ConcurrentHashMap<>();
        IntStream.range(0, number).forEach(index -> {
            UUID connection = UUID.randomUUID();
            store(connection, tokens.seal(ACME, connection, TokenSlot.MAIN, grant("token-" + index)));
            written.put(connection, "token-" + index);
        });
        return written;
    }

    /** As a refresh does it: with new tokens, under whatever key seals at the moment. */
    private void renew(Map<UUID, String> written, AtomicBoolean rotating) {
        List<UUID> ids = List.copyOf(written.keySet());
        Random random = new Random(5);
        for (int number = 0; rotating.get(); number++) {
            UUID connection = ids.get(random.nextInt(ids.size()));
            String token = "renewed-" + number;
            store(connection, tokens.seal(ACME, connection, TokenSlot.MAIN, grant(token)));
            written.put(connection, token);
        }
    }

    private static Grant grant(String token) {
        return new Grant(
                Secret.of(token),
                Optional.of(Secret.of("refresh-" + token)),
                "bearer",
                Set.of(),
                Optional.empty(),
                Map.of("instance_url", "https://" + token + ".example"));
    }

    private void store(UUID connection, SealedGrant sealed) {
        get(transactions.sql(
                ACME,
                database -> database.preparedQuery("""
                        with made as (
                            insert into connection (id, tenant, owner, provider, issuer, account_id, requested_scopes,
                                granted_scopes, status, created_at, updated_at, version)
                            values ($1::uuid, 'acme', 'alice', 'github', 'https://github.com', $1::text, '', '',
                                'ACTIVE', now(), now(), 1)
                            on conflict do nothing)
                        insert into connection_grant
                            (connection, tenant, access_token, refresh_token, kept_values, token_type)
                        values ($1::uuid, 'acme', $2, $3, $4, 'bearer')
                        on conflict (connection, slot) do update set version = connection_grant.version + 1,
                            access_token = $2, refresh_token = $3, kept_values = $4
                        """)
                        .execute(Tuple.of(
                                connection.toString(),
                                Buffer.buffer(sealed.accessToken()),
                                Buffer.buffer(sealed.refreshToken().orElseThrow()),
                                Buffer.buffer(sealed.values())))));
    }

    private SealedGrant stored(UUID connection) {
        Row row = sql("select * from connection_grant where connection = '" + connection + "'")
                .iterator()
                .next();
        return new SealedGrant(
                row.getBuffer("access_token").getBytes(),
                Optional.of(row.getBuffer("refresh_token").getBytes()),
                row.getBuffer("kept_values").getBytes(),
                "bearer",
                Optional.empty());
    }

    private Grant open(UUID connection) {
        return get(tokens.open(ACME, connection, TokenSlot.MAIN, stored(connection), Set.of()));
    }

    private void assertAllOpen(Map<UUID, String> written) {
        written.forEach((connection, token) -> assertThat(open(connection)).isEqualTo(grant(token)));
    }

    private Set<Long> keysInUse() {
        return longs(
                "select access_token_key from connection_grant union select refresh_token_key from connection_grant"
                        + " union select kept_values_key from connection_grant");
    }

    /** All keys of the purpose that the grants are sealed for. */
    private Set<Long> allKeys() {
        return longs("select id from data_key where purpose = 'tokens'");
    }

    private Set<Long> longs(String query) {
        return Set.copyOf(StreamSupport.stream(sql(query).spliterator(), false)
                .map(row -> row.getLong(0))
                .toList());
    }

    private Set<String> texts(String query) {
        return Set.copyOf(StreamSupport.stream(sql(query).spliterator(), false)
                .map(row -> row.getString(0))
                .toList());
    }

    private RowSet<Row> sql(String query) {
        return get(query(query));
    }

    private Uni<RowSet<Row>> query(String query) {
        return transactions.sqlAcrossTenants(
                connection -> connection.query(query).execute());
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
