package org.integrationstack.worker.delivery.postgres;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Queue;
import org.integrationstack.worker.delivery.Slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.worker.WebhookFixture.connection;
import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.await;

class PostgresQueueIT {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final LedgerDatabase database = LedgerDatabase.open();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void takesTurnsAmongTenants() {
        pileUp("piles", 1_000);
        receiveOfAnother("acme");

        List<Claim> claims = database.claim("executor", 4, LEASE);

        assertThat(tenants(claims)).isEqualTo(Map.of("piles", 3L, "acme", 1L));
    }

    @Test
    void leavesRoomForOthersWhateverOneTenantGets() {
        pileUp("piles", 1_000);
        Slots all = new Slots(10, 8, Map.of());
        assertThat(tenants(await(database.queue().claim("executor", all, LEASE))))
                .isEqualTo(Map.of("piles", 8L));
        Slots rest = new Slots(2, 8, Map.of(new TenantId("piles"), 8));
        assertThat(await(database.queue().claim("executor", rest, LEASE))).isEmpty();

        receiveOfAnother("acme");

        assertThat(tenants(await(database.queue().claim("executor", rest, LEASE))))
                .isEqualTo(Map.of("acme", 1L));
    }

    @Test
    void findsTheOneThatIsDueAmongManyTenantsThatAreNot() {
        database.query("""
                insert into delivery_key (tenant, key, head, at, due)
                select 'parked-' || n, 'key', gen_random_uuid(), now(), now() + interval '1 hour'
                from generate_series(1, 350) n""");
        receiveOfAnother("zebra");
        Queue queue = database.queue();

        assertThat(tenants(await(queue.claim("executor", new Slots(10, 8, Map.of()), LEASE))))
                .isEqualTo(Map.of("zebra", 1L));
        receiveOfAnother("aardvark");
        assertThat(tenants(await(queue.claim("executor", new Slots(10, 8, Map.of()), LEASE))))
                .isEqualTo(Map.of("aardvark", 1L));
        assertThat(await(queue.claim("executor", new Slots(10, 8, Map.of()), LEASE)))
                .isEmpty();
    }

    @Test
    void claimsEachKeyOnceThoughManyClaimAtOnce() {
        pileUp("piles", 200);
        List<List<Claim>> claims = await(Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(n -> database.queue().claim("executor " + n, new Slots(10, 10, Map.of()), LEASE))
                        .toList())
                .andFailFast());

        List<String> keys = claims.stream()
                .flatMap(List::stream)
                .map(claim -> claim.delivery().key())
                .toList();
        Set<String> distinct = new HashSet<>(keys);
        assertThat(keys).hasSize(distinct.size()).hasSizeGreaterThan(20);
    }

    /** By pages touched, which unlike time are the same on every machine. */
    @Test
    void claimingCostsTheSameHoweverMuchIsQueued() {
        pileUp("piles", 1_000);
        receiveOfAnother("acme");
        long little = pagesTouchedByAClaim();

        pileUp("heaps", 200_000);
        database.query("analyze delivery_key, delivery");
        long much = pagesTouchedByAClaim();

        assertThat(much).as("with %d before", little).isLessThan(2 * little + 100);
    }

    /** Keys with a delivery each, as if they had been received. */
    private void pileUp(String tenant, int keys) {
        database.query("""
                with made as (
                    insert into delivery (event, received_at, tenant, provider, type, delivery_id, key, status)
                    select gen_random_uuid(), now(), '%1$s', 'github', 'push', n, '%1$s ' || n, 'received'
                    from generate_series(1, %2$d) n returning id, received_at, key
                )
                insert into delivery_key (tenant, key, head, at, due)
                select '%1$s', key, id, received_at, now() - interval '1 minute' from made""".formatted(tenant, keys));
    }

    private void receiveOfAnother(String tenant) {
        String account = WebhookFixture.newAccount();
        await(database.ledger().learn(List.of(connection(tenant, "alice", account))));
        database.receive(List.of(WebhookFixture.push(account).received()));
    }

    private static Map<String, Long> tenants(List<Claim> claims) {
        return claims.stream()
                .collect(Collectors.groupingBy(
                        claim -> claim.delivery().tenant().orElseThrow().value(), Collectors.counting()));
    }

    private long pagesTouchedByAClaim() {
        Tuple values = Tuple.of("executor", 10, LEASE.toMillis(), "")
                .addValue(new String[0])
                .addValue(new Integer[0])
                .addValue(10);
        String explain = "explain (analyze, buffers, format json) " + PostgresQueue.CLAIM;
        JsonObject plan = await(database.engine()
                        .withTransaction(transaction -> transaction
                                .preparedQuery(explain)
                                .execute(values)
                                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                                        .map(row -> row.getValue(0))
                                        .toList())))
                .stream()
                .map(value -> value instanceof JsonArray json ? json : new JsonArray(value.toString()))
                .findFirst()
                .orElseThrow()
                .getJsonObject(0)
                .getJsonObject("Plan");
        return plan.getLong("Shared Hit Blocks") + plan.getLong("Shared Read Blocks");
    }
}
