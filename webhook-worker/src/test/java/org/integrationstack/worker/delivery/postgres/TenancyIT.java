package org.integrationstack.worker.delivery.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Role;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.await;

/** What Postgres itself lets a query see, whatever it asks for. */
class TenancyIT {
    private static final List<String> TABLES =
            List.of("connection", "delivery", "delivery_identity", "delivery_key", "payload");

    private static final Filter ALL = new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final LedgerDatabase database = LedgerDatabase.open();

    @BeforeEach
    void receive() {
        String ofAcme = WebhookFixture.newAccount();
        String ofGlobex = WebhookFixture.newAccount();
        await(database.ledger()
                .learn(List.of(
                        WebhookFixture.connection("acme", "alice", ofAcme),
                        WebhookFixture.connection("globex", "mallory", ofGlobex))));
        database.receive(List.of(
                WebhookFixture.push(ofAcme).received(),
                WebhookFixture.push(ofGlobex).received(),
                WebhookFixture.push(WebhookFixture.newAccount()).received()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aQueryThatForgotItsTenantSeesNothing() {
        TABLES.forEach(table -> {
            assertThat(database.count("select count(*) from " + table))
                    .as(table)
                    .isGreaterThanOrEqualTo(2);
            assertThat(asCaller("select count(*) from " + table)).as(table).isZero();
        });
        assertThatThrownBy(() -> await(database.callers()
                        .query("insert into delivery_key (tenant, key, head, at, due)"
                                + " values ('acme', 'k', gen_random_uuid(), now(), now())")
                        .execute()))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("violates row-level security policy");
    }

    @Test
    void aTransactionSeesItsTenantAlone() {
        TABLES.forEach(table -> assertThat(ofTenant("acme", "select count(*) from " + table))
                .as(table)
                .isOne());
        assertThatThrownBy(() -> ofTenant(
                        "acme",
                        "insert into delivery_key (tenant, key, head, at, due)"
                                + " values ('globex', 'k', gen_random_uuid(), now(), now()) returning 1::bigint"))
                .isInstanceOf(PgException.class);
        assertThat(ofTenant(
                        "acme",
                        "with gone as (delete from delivery_key where tenant = 'globex' returning 1)"
                                + " select count(*) from gone"))
                .isZero();
    }

    @Test
    void anOperatorSeesWhatBelongsToNobody() {
        Caller olga = new Caller(new TenantId("platform"), new UserId("olga"), Set.of(Role.OPERATOR), Set.of());

        List<Delivery> seen = await(database.deliveries().page(Audience.of(olga), ALL, Optional.empty()))
                .items();

        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).tenant()).isEmpty();
        assertThat(await(database.deliveries()
                        .payload(Audience.of(olga), seen.get(0).id())))
                .isPresent();
    }

    @Test
    void anAttemptSeesItsOwnTenantAlone() {
        List<Claim> claims = database.claim("executor", 10, Duration.ofMinutes(1));

        claims.forEach(claim -> await(database.queue()
                .settle(
                        claim,
                        Duration.ofSeconds(10),
                        (transaction, payload) -> transaction
                                .query("select count(*), min(tenant) from delivery")
                                .execute()
                                .map(rows -> rows.iterator().next())
                                .invoke(row -> {
                                    assertThat(row.getLong(0)).isOne();
                                    assertThat(row.getString(1))
                                            .isEqualTo(claim.delivery()
                                                    .tenant()
                                                    .orElseThrow()
                                                    .value());
                                })
                                .replaceWith(new Outcome.Succeeded()))));

        assertThat(claims).hasSize(2);
        assertThat(database.count("select count(*) from delivery where status = 'succeeded'"))
                .isEqualTo(2);
        assertThat(database.count("select count(*) from delivery_key")).isZero();
    }

    @Test
    void everyTableWithATenantIsGuarded() {
        List<String> unguarded = texts("""
                select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                left join pg_policy p on p.polrelid = c.oid
                where c.relnamespace = current_schema::regnamespace and c.relkind in ('r', 'p')
                    and a.attname = 'tenant' and not a.attisdropped
                group by c.oid, c.relname
                having not c.relrowsecurity or not c.relforcerowsecurity or count(p.oid) <> 1
                    or not bool_and(pg_get_expr(p.polqual, c.oid) like '%integration.tenant%' and p.polcmd = '*')
                """);
        List<String> others = texts("""
                select relname from pg_class where relnamespace = current_schema::regnamespace and relkind in ('r', 'p')
                    and not relrowsecurity
                """);

        assertThat(unguarded).isEmpty();
        assertThat(others)
                .as("tables that hold nothing of a tenant's, or what is anonymous")
                .containsExactlyInAnyOrder("flyway_schema_history", "outbox", "outbox_lease", "quarantined_record");
    }

    @Test
    void theRoleOfTheServiceIsBoundByIt() {
        assertThat(texts("select rolname from pg_roles where rolname = current_user and not rolsuper"
                        + " and not rolbypassrls and not rolcreaterole and not rolcreatedb and not rolreplication"))
                .hasSize(1);
    }

    /** Postgres looks up in an index, under a policy, only what cannot leak: a condition that could makes it walk. */
    @ParameterizedTest
    @MethodSource("lookups")
    void knownDeliveriesAreLookedUpAndNotSearchedFor(String statement, String value) {
        String plan = "explain "
                + statement
                        .replace("$1", "array[gen_random_uuid()]")
                        .replace("$2", "now() - interval '1 minute'")
                        .replace("$3", "now()");

        List<String> lines = await(database.callers()
                .withTransaction(transaction -> transaction
                        .query(
                                "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off")
                        .execute()
                        .chain(() -> transaction.query(plan).execute())
                        .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getString(0))
                                .toList())));

        assertThat(lines)
                .anyMatch(line -> line.contains("Index Cond")
                        && line.contains("(provider =")
                        && line.contains("(endpoint =")
                        && line.contains("(tenant =")
                        && line.contains("(" + value + " ="));
    }

    private static Stream<Arguments> lookups() {
        return Stream.of(
                Arguments.of(Duplicates.MARK_BY_ID, "delivery_id"), Arguments.of(Duplicates.MARK_BY_BODY, "hash"));
    }

    private long asCaller(String query) {
        return await(database.callers()
                .query(query)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0)));
    }

    private long ofTenant(String tenant, String query) {
        return await(database.callers()
                .withTransaction(transaction -> transaction
                        .query("select set_config('integration.tenant', '" + tenant + "', true)")
                        .execute()
                        .chain(() -> transaction.query(query).execute())
                        .map(rows -> rows.iterator().next().getLong(0))));
    }

    private List<String> texts(String query) {
        return database.query(query).stream().map(row -> row.getString(0)).toList();
    }
}
