package org.integrationstack.connections.connection.postgres;

import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.Revocation;
import org.integrationstack.connections.connection.RevocationOrder;
import org.integrationstack.connections.connection.RevocationQueue;
import org.integrationstack.connections.connection.RevocationReason;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * Claims in one statement: what is taken comes due again after 30 s, then twice as long with each attempt, an hour at
 * most. The first pause is longer than an attempt may take, so two replicas never ask for the same one at once.
 */
@ApplicationScoped
class PostgresRevocationQueue implements RevocationQueue {
    private static final String MOVE = """
            with moved as (delete from connection_grant where connection = :id and tenant = :tenant returning *)
            insert into grant_revocation (place, slot, tenant, reason, provider, issuer, kind, account_id, inputs,
                    access_token, refresh_token, kept_values, token_type, since, due)
                select m.connection, m.slot, m.tenant, 'DISCONNECTED', c.provider, c.issuer, c.kind, c.account_id, c.inputs,
                    m.access_token, m.refresh_token, m.kept_values, m.token_type, now(), now()
                from moved m join connection c on c.id = m.connection
            """;

    private static final Logger LOG = Logger.getLogger(PostgresRevocationQueue.class);

    /** Of one provider, exchanges begin and revocations of whole accounts are cleared one after the other. */
    private static final String LOCK = "select 1 from pg_advisory_xact_lock(hashtextextended(%s, 14))";

    private static final String IS_ASKING = "select exists (select from grant_revocation"
            + " where provider = $1 and issuer = $2 and asking_until > now() and outcome is null)";

    private static final String TAKE = "delete from grant_revocation where tenant = :tenant and place = :place"
            + " and reason in ('EXCHANGING', 'UNREDEEMED') and attempts = 0 and due > now()";

    private static final String HASTEN = "update grant_revocation set since = now(), due = now()"
            + " where tenant = :tenant and place = :place and reason = 'EXCHANGING' and attempts = 0";

    private static final String CLAIM = """
            update grant_revocation
            set due = now() + least(interval '1 hour', interval '30 seconds' * power(2, least(attempts, 10))),
                attempts = attempts + 1
            where (place, slot) in (
                select place, slot from grant_revocation
                where outcome is null and due <= now()
                order by due
                limit $1
                for update skip locked)
            returning *
            """;

    private static final String CLEARANCE = """
            select case when exists (
                    select from connection
                    where provider = $1 and issuer = $2 and account_id = $3 and kind = $4 and status <> 'DISCONNECTED')
                or exists (
                    select from grant_revocation
                    where provider = $1 and issuer = $2 and account_id = $3 and kind = $4 and reason = 'UNREDEEMED'
                        and due > now() and place <> $5)
                then 'SHARED'
            when not $6 and exists (
                    select from grant_revocation
                    where provider = $1 and issuer = $2 and reason = 'EXCHANGING' and attempts = 0 and due > now())
                then 'LATER'
            else 'NOW' end as clearance
            """;

    private static final String ASK = "update grant_revocation"
            + " set asking_until = clock_timestamp() + $3 * interval '1 millisecond' where place = $1 and slot = $2";

    private static final String POSTPONE = "update grant_revocation set due = now() + interval '1 second',"
            + " attempts = attempts - 1 where place = $1 and slot = $2";

    private static final String RELEASE =
            "update grant_revocation set asking_until = null where place = $1 and slot = $2";

    private static final String ERASE =
            "delete from grant_revocation where tenant = :tenant and place = :place and slot = :slot";

    private static final String KEEP_OUTCOME = "update grant_revocation set outcome = :outcome, asking_until = null,"
            + " access_token = null, refresh_token = null, kept_values = null where tenant = :tenant and place = :place and slot = :slot and outcome is null";

    private static final String OUTCOMES =
            "select outcome from grant_revocation where tenant = :tenant and place = :place";
    private static final String ERASE_ALL = "delete from grant_revocation where tenant = :tenant and place = :place";

    private final Transactions transactions;

    @Inject
    PostgresRevocationQueue(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<Void> add(RevocationOrder order) {
        return Panache.getSession()
                .chain(session -> session.persist(RevocationEntity.of(order)).chain(session::flush));
    }

    @Override
    public Uni<Void> announce(RevocationOrder code) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(LOCK.formatted(":key"), Integer.class)
                        .setParameter("key", key(code.provider(), code.issuer()))
                        .getResultList())
                .chain(() -> add(code));
    }

    private static String key(ProviderId provider, URI issuer) {
        return provider + " " + issuer;
    }

    @Override
    public Uni<Boolean> isAsking(ProviderId provider, URI issuer) {
        return transactions
                .sqlAcrossTenants(connection ->
                        connection.preparedQuery(IS_ASKING).execute(Tuple.of(provider.value(), issuer.toString())))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    @Override
    public Uni<Void> addAllOf(Connection ended) {
        return change(
                        MOVE,
                        Map.of(
                                "id",
                                ended.id().value(),
                                "tenant",
                                ended.tenant().value()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Integer> take(TenantId tenant, UUID place) {
        return change(TAKE, Map.of("tenant", tenant.value(), "place", place));
    }

    @Override
    public Uni<Void> hasten(TenantId tenant, UUID place) {
        return change(HASTEN, Map.of("tenant", tenant.value(), "place", place)).replaceWithVoid();
    }

    @Override
    public Uni<List<RevocationOrder>> claim(int limit) {
        return transactions
                .sqlAcrossTenants(connection -> connection.preparedQuery(CLAIM).execute(Tuple.of(limit)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .flatMap(row -> readable(row).stream())
                        .toList());
    }

    @Override
    public Uni<Clearance> clear(RevocationOrder order, String accountId, Duration longest, boolean impatient) {
        Tuple account = Tuple.of(
                order.provider().value(),
                order.issuer().toString(),
                accountId,
                order.kind().name(),
                order.place(),
                impatient);
        return transactions.sqlAcrossTenants(sql -> sql.preparedQuery(LOCK.formatted("$1"))
                .execute(Tuple.of(key(order.provider(), order.issuer())))
                .chain(locked -> sql.preparedQuery(CLEARANCE).execute(account))
                .map(rows -> Clearance.valueOf(rows.iterator().next().getString(0)))
                .call(clearance -> note(sql, order, clearance, longest)));
    }

    private static Uni<Void> note(SqlConnection sql, RevocationOrder order, Clearance clearance, Duration longest) {
        Tuple row = Tuple.of(order.place(), order.slot().name());
        return switch (clearance) {
            case NOW ->
                sql.preparedQuery(ASK).execute(row.addValue(longest.toMillis())).replaceWithVoid();
            case LATER -> sql.preparedQuery(POSTPONE).execute(row).replaceWithVoid();
            case SHARED -> Uni.createFrom().voidItem();
        };
    }

    @Override
    public Uni<Void> release(RevocationOrder order) {
        Tuple row = Tuple.of(order.place(), order.slot().name());
        return transactions
                .sqlAcrossTenants(sql -> sql.preparedQuery(RELEASE).execute(row))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Revocation>> settle(RevocationOrder order, Revocation outcome) {
        Map<String, Object> row = Map.of(
                "tenant", order.tenant().value(),
                "place", order.place(),
                "slot", order.slot().name());
        if (order.reason() != RevocationReason.DISCONNECTED) {
            return change(ERASE, row).replaceWith(Optional.empty());
        }
        Map<String, Object> settled = new HashMap<>(row);
        settled.put("outcome", outcome.name());
        return change(KEEP_OUTCOME, settled).chain(() -> whole(order.tenant(), order.place()));
    }

    private Uni<Optional<Revocation>> whole(TenantId tenant, UUID place) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(OUTCOMES, String.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("place", place)
                        .getResultList())
                .map(PostgresRevocationQueue::together)
                .call(whole -> whole.isPresent()
                        ? change(ERASE_ALL, Map.of("tenant", tenant.value(), "place", place))
                        : Uni.createFrom().voidItem());
    }

    private static Optional<Revocation> together(List<String> outcomes) {
        return outcomes.isEmpty() || outcomes.contains(null)
                ? Optional.empty()
                : Optional.of(Revocation.together(
                        outcomes.stream().map(Revocation::valueOf).toList()));
    }

    private static Uni<Integer> change(String statement, Map<String, Object> parameters) {
        return Panache.getSession().chain(session -> {
            var query = session.createNativeQuery(statement);
            parameters.forEach(query::setParameter);
            return query.executeUpdate();
        });
    }

    /** One that makes no sense holds up no other. */
    private static Optional<RevocationOrder> readable(Row row) {
        try {
            return Optional.of(order(row));
        } catch (RuntimeException e) {
            LOG.errorf("the grant at %s is not given back, since it cannot be read: %s", row.getUUID("place"), e);
            return Optional.empty();
        }
    }

    private static RevocationOrder order(Row row) {
        return new RevocationOrder(
                new TenantId(row.getString("tenant")),
                row.getUUID("place"),
                new TokenSlot(row.getString("slot")),
                RevocationReason.valueOf(row.getString("reason")),
                new ProviderId(row.getString("provider")),
                URI.create(row.getString("issuer")),
                ConnectionKind.valueOf(row.getString("kind")),
                Optional.ofNullable(row.getString("account_id")),
                texts(row.getJsonObject("inputs")),
                new SealedGrant(
                        row.getBuffer("access_token").getBytes(),
                        Optional.ofNullable(row.getBuffer("refresh_token")).map(bytes -> bytes.getBytes()),
                        row.getBuffer("kept_values").getBytes(),
                        row.getString("token_type"),
                        Optional.empty()),
                row.get(OffsetDateTime.class, "since").toInstant());
    }

    private static Map<String, String> texts(JsonObject object) {
        Map<String, String> texts = new HashMap<>();
        object.forEach(member -> texts.put(member.getKey(), (String) member.getValue()));
        return texts;
    }
}
