package org.integrationstack.worker.effect.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.postgres.LedgerDatabase;
import org.integrationstack.worker.effect.EffectClaim;
import org.integrationstack.worker.effect.EffectLedger;
import org.integrationstack.worker.effect.EffectPace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.await;

class PostgresEffectsIT {
    private static final TenantId ACME = new TenantId("acme");

    private final LedgerDatabase database = LedgerDatabase.open();
    private final EffectLedger ledger = EffectDatabase.effects(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void claimsByItsIndexHoweverMuchWaits() {
        addEffects("acme", 30_000);
        addEffects("globex", 10);
        database.query("analyze effect");

        String plan = explain();

        assertThat(plan)
                .contains("effect_due")
                .doesNotContain("Seq Scan on effect")
                .doesNotContain("Sort Key: e.due");
    }

    @Test
    void goesFromTenantToTenantAndBeginsAgain() {
        List.of("a", "b", "c").forEach(tenant -> addEffects(tenant, 10));

        assertThat(tenants(claim("", 4, 2, Map.of()))).isEqualTo(Map.of("a", 2L, "b", 2L));
        assertThat(tenants(claim("b", 4, 2, Map.of()))).isEqualTo(Map.of("c", 2L));
        assertThat(tenants(claim("", 9, 3, Map.of("a", 3, "b", 2)))).isEqualTo(Map.of("b", 1L, "c", 3L));
    }

    @Test
    void twoWhoClaimAtOnceGetDifferentEffects() {
        addEffects("acme", 100);

        List<List<EffectClaim>> claims = await(Uni.join()
                .all(IntStream.range(0, 5)
                        .mapToObj(n -> ledger.claim(request("owner-" + n, "", 20, 20, Map.of())))
                        .toList())
                .andFailFast());

        assertThat(claims.stream().flatMap(List::stream).map(EffectClaim::id).collect(Collectors.toSet()))
                .hasSameSizeAs(claims.stream().flatMap(List::stream).toList());
    }

    @Test
    void aPaceLetsABurstGoAndThenOneAtATime() {
        EffectPace pace = new PostgresPace(database.engine());
        Duration interval = Duration.ofMinutes(1);

        for (int n = 0; n < 3; n++) {
            assertThat(await(pace.take(ACME, "email", interval, 3))).isEmpty();
        }
        Optional<Duration> wait = await(pace.take(ACME, "email", interval, 3));

        assertThat(wait.orElseThrow()).isBetween(Duration.ofSeconds(40), interval);
        assertThat(await(pace.take(new TenantId("globex"), "email", interval, 3)))
                .isEmpty();
        database.query("update effect_pace set next_at = next_at - interval '1 minute' where tenant = 'acme'");
        assertThat(await(pace.take(ACME, "email", interval, 3))).isEmpty();
        assertThat(await(pace.take(ACME, "email", interval, 3))).isPresent();
    }

    @Test
    void forgetsWhatWasSettledLongAgoAndNothingElse() {
        addEffects("acme", 3);
        database.query("update effect set due = null, settled_at = now() - interval '31 days' where key = 'acme-1'");
        database.query("update effect set due = null, settled_at = now() - interval '29 days' where key = 'acme-2'");

        assertThat(await(ledger.forgetOlderThan(Duration.ofDays(30)))).isEqualTo(1);
        assertThat(database.count("select count(*) from effect")).isEqualTo(2);
    }

    @Test
    void forgetsNothingThatAReplayCouldRepeat() {
        database.receive(
                List.of(WebhookFixture.push(WebhookFixture.newAccount()).received()));
        addEffects("acme", 2);
        database.query("update effect set due = null, settled_at = now() - interval '99 days'");
        database.query("update effect set delivery = (select id from delivery) where key = 'acme-1'");

        assertThat(await(ledger.forgetOlderThan(Duration.ofDays(30)))).isEqualTo(1);
        assertThat(database.query("select key from effect").get(0).getString(0)).isEqualTo("acme-1");
    }

    @Test
    void knowsSinceWhenTheOldestWaits() {
        assertThat(await(ledger.oldestDue())).isEmpty();
        addEffects("acme", 3);
        database.query("update effect set due = now() - interval '5 minutes' where key = 'acme-2'");
        database.query("update effect set due = now() + interval '5 minutes' where key = 'acme-3'");

        assertThat(await(ledger.oldestDue()).orElseThrow())
                .isBetween(Instant.now().minusSeconds(310), Instant.now().minusSeconds(290));
    }

    private List<EffectClaim> claim(String after, int most, int perTenant, Map<String, Integer> busy) {
        return await(ledger.claim(request("owner", after, most, perTenant, busy)));
    }

    private static EffectLedger.Request request(
            String owner, String after, int most, int perTenant, Map<String, Integer> busy) {
        Map<TenantId, Integer> tenants = new HashMap<>();
        busy.forEach((tenant, n) -> tenants.put(new TenantId(tenant), n));
        return new EffectLedger.Request(owner, after, most, perTenant, tenants, Duration.ofMinutes(1));
    }

    private static Map<String, Long> tenants(List<EffectClaim> claims) {
        return claims.stream()
                .collect(Collectors.groupingBy(claim -> claim.tenant().value(), Collectors.counting()));
    }

    private void addEffects(String tenant, int count) {
        database.query(
                "insert into effect (tenant, key, delivery, name, kind, arguments, due) select '" + tenant + "', '"
                        + tenant
                        + "-' || n, gen_random_uuid(), 'one', 'call', decode(repeat('00', 40), 'hex'), now() from generate_series(1, "
                        + count + ") n");
    }

    private String explain() {
        String statement = PostgresEffects.CLAIM
                .replace("$1", "'owner'")
                .replace("$2", "''")
                .replace("$3", "20")
                .replace("$4", "10")
                .replace("$5::text[]", "'{acme}'::text[]")
                .replace("$6::integer[]", "'{2}'::integer[]")
                .replace("$7", "1000");
        return database.query("explain " + statement).stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }
}
