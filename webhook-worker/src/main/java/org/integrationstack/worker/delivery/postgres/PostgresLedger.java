package org.integrationstack.worker.delivery.postgres;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.ConnectionChanged.Account;
import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.Arrival;
import org.integrationstack.worker.delivery.Ledger;

/**
 * The ledger in Postgres. Every use is one transaction of a fixed number of statements, whatever the size of the batch.
 *
 * <p>Batches may be stored at the same time by several replicas; the payload's primary key makes a record that two of
 * them read wait for the first. Storing and learning exclude each other by an advisory lock, taken in a statement of its
 * own so that the next one sees what the other has committed.
 */
@ApplicationScoped
class PostgresLedger implements Ledger {
    /** Any constant will do: it is the only advisory lock in this schema's database that the worker takes. */
    private static final long ROUTING_LOCK = 0x776f726b6572L;

    private static final String SHARE_ROUTES = "select pg_advisory_xact_lock_shared(" + ROUTING_LOCK + ")";
    private static final String HOLD_ROUTES = "select pg_advisory_xact_lock(" + ROUTING_LOCK + ")";

    private static final String INSERT_PAYLOADS = """
            insert into payload (event, content_type, headers, body)
            select * from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::bytea[])
            on conflict do nothing""";

    /** One delivery per tenant with a matching connection; of several of one tenant, always the same one. */
    private static final String ROUTE = """
            , target as (
                select distinct on (arrived.event, c.tenant) arrived.event, c.tenant, c.id as connection, c.owner
                from arrived join connection c on c.provider = arrived.provider and c.account = arrived.account
                where c.status = 'ACTIVE' and (arrived.tenant is null or arrived.tenant = c.tenant)
                order by arrived.event, c.tenant, c.id
            )
            insert into delivery (event, tenant, connection, owner, provider, endpoint, account, type, delivery_id, key,
                status, reason, received_at, settled_at, trace_parent)
            select event, coalesce(t.tenant, a.tenant), t.connection, t.owner, provider, endpoint, account, type,
                delivery_id, key,
                case when coalesce(t.tenant, a.tenant) is null then 'ignored' else 'received' end,
                case when coalesce(t.tenant, a.tenant) is null then 'unrouted' end,
                received_at,
                case when coalesce(t.tenant, a.tenant) is null then now() end,
                trace_parent
            from arrived a left join target t using (event)
            order by a.n, t.tenant
            on conflict do nothing
            returning event, tenant""";

    private static final String INSERT_DELIVERIES = """
            with arrived as (
                select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::timestamptz[], $10::text[]) with ordinality
                    as a(event, tenant, provider, endpoint, account, type, delivery_id, key, received_at, trace_parent, n)
                where not exists (select from delivery d where d.event = a.event)
            )""" + ROUTE;

    private static final String REROUTE_DELIVERIES = """
            with arrived as (
                delete from delivery d using connection c
                where c.id = any ($1) and c.status = 'ACTIVE'
                    and d.tenant is null and d.provider = c.provider and d.account = c.account
                returning d.event, d.tenant, d.provider, d.endpoint, d.account, d.type, d.delivery_id, d.key,
                    d.received_at, d.trace_parent, d.seq as n
            )""" + ROUTE;

    /**
     * Not coalesce: under row-level security Postgres takes it for something that could leak what it sees, and would not
     * look up the endpoint in the index but walk through all of the provider's identities.
     */
    private static final String AND_IS_ITS_IDENTITY = " and (i.provider, i.endpoint, i.tenant, i.delivery_id)"
            + " = (d.provider, case when d.endpoint is null then '' else d.endpoint end, d.tenant, d.delivery_id)";

    /** What the provider sends again after it was given up is handled again. */
    private static final String FORGET_DEAD = """
            delete from delivery_identity i using delivery d, delivery dead
            where d.event = any ($1) and d.status = 'received' and dead.id = i.delivery and dead.status = 'dead'""" + AND_IS_ITS_IDENTITY;

    private static final String INSERT_IDENTITIES = """
            insert into delivery_identity (provider, endpoint, tenant, delivery_id, delivery)
            select provider, coalesce(endpoint, ''), tenant, delivery_id, id
            from delivery where event = any ($1) and status = 'received'
            order by provider, endpoint, tenant, delivery_id, seq
            on conflict do nothing""";

    static final String MARK_DUPLICATES = """
            update delivery d set status = 'duplicate', settled_at = now(), duplicate_of = i.delivery
            from delivery_identity i
            where d.event = any ($1) and d.status = 'received' and i.delivery <> d.id""" + AND_IS_ITS_IDENTITY;

    /** The update changes nothing but locks the key, so that nobody who settles its last delivery removes it now. */
    private static final String QUEUE_KEYS = """
            insert into delivery_key as k (tenant, key, due)
            select distinct tenant, key, now() from delivery where event = any ($1) and status = 'received'
            order by tenant, key
            on conflict (tenant, key) do update set due = k.due""";

    private static final String NEWER_CONNECTIONS = """
            select n.id from unnest($1::uuid[], $2::bigint[]) as n(id, version)
            left join connection c using (id) where c.version is null or c.version < n.version""";

    private static final String UPSERT_CONNECTIONS = """
            insert into connection as c (id, tenant, owner, provider, account, status, version, kind, settings, labels,
                account_name, account_email)
            select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                $8::text[], $9::jsonb[], $10::jsonb[], $11::text[], $12::text[])
            order by 1
            on conflict (id) do update set tenant = excluded.tenant, owner = excluded.owner,
                provider = excluded.provider, account = excluded.account, status = excluded.status,
                version = excluded.version, kind = excluded.kind, settings = excluded.settings,
                labels = excluded.labels, account_name = excluded.account_name, account_email = excluded.account_email
            where c.version < excluded.version""";

    private static final String ERASE_CONNECTIONS = "delete from connection where id = any ($1)";

    private static final String FORGET_OLD_IDENTITIES =
            "delete from delivery_identity where seen_at < now() - interval '30 days'";

    private final Pool pool;

    PostgresLedger(@ReactiveDataSource("engine") Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Receipt> receive(List<Arrival> arrivals) {
        return pool.withTransaction(transaction -> execute(transaction, SHARE_ROUTES)
                .chain(() -> execute(transaction, INSERT_PAYLOADS, payloads(arrivals)))
                .chain(() -> execute(transaction, INSERT_DELIVERIES, deliveries(arrivals)))
                .chain(inserted -> queue(transaction, inserted)));
    }

    @Override
    public Uni<Integer> learn(List<ConnectionChanged> changes) {
        return newer(changes).chain(this::learnNewer);
    }

    @Override
    public Uni<Void> forget(Collection<ConnectionId> erased) {
        UUID[] ids = erased.stream().map(ConnectionId::value).toArray(UUID[]::new);
        return ids.length == 0
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(ERASE_CONNECTIONS)
                        .execute(Tuple.of((Object) ids))
                        .replaceWithVoid();
    }

    @Override
    public Uni<Integer> forgetOldIdentities() {
        return pool.query(FORGET_OLD_IDENTITIES).execute().map(RowSet::rowCount);
    }

    /** Most of what is read again at a start is known: then no lock is taken and nothing written. */
    private Uni<List<ConnectionChanged>> newer(List<ConnectionChanged> changes) {
        Tuple versions = Tuple.of(ids(changes), (Object) column(changes, ConnectionChanged::version, Long[]::new));
        return pool.preparedQuery(NEWER_CONNECTIONS).execute(versions).map(rows -> {
            Set<UUID> newer = Set.copyOf(uuids(rows, "id"));
            return changes.stream()
                    .filter(change -> newer.contains(change.connection().value()))
                    .toList();
        });
    }

    private Uni<Integer> learnNewer(List<ConnectionChanged> newer) {
        if (newer.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return pool.withTransaction(transaction -> execute(transaction, HOLD_ROUTES)
                .chain(() -> execute(transaction, UPSERT_CONNECTIONS, connections(newer)))
                .chain(() -> execute(transaction, REROUTE_DELIVERIES, Tuple.of((Object) ids(newer))))
                .chain(inserted -> queue(transaction, inserted))
                .map(Receipt::queued));
    }

    /** Makes new deliveries known by the provider's ids, marks those that are known already, and queues the others. */
    private static Uni<Receipt> queue(SqlConnection transaction, RowSet<Row> inserted) {
        List<UUID> events = uuids(inserted, "event");
        if (events.isEmpty()) {
            return Uni.createFrom().item(new Receipt(0, 0, 0, 0));
        }
        Tuple keys = Tuple.of((Object) events.stream().distinct().toArray(UUID[]::new));
        int unrouted = (int)
                rows(inserted).filter(row -> row.getString("tenant") == null).count();
        return execute(transaction, FORGET_DEAD, keys)
                .chain(() -> execute(transaction, INSERT_IDENTITIES, keys))
                .chain(() -> execute(transaction, MARK_DUPLICATES, keys))
                .map(RowSet::rowCount)
                .call(() -> execute(transaction, QUEUE_KEYS, keys))
                .map(duplicates -> new Receipt(
                        (int) events.stream().distinct().count(),
                        events.size() - unrouted - duplicates,
                        duplicates,
                        unrouted));
    }

    private static Uni<RowSet<Row>> execute(SqlConnection transaction, String statement) {
        return transaction.query(statement).execute();
    }

    private static Uni<RowSet<Row>> execute(SqlConnection transaction, String statement, Tuple values) {
        return transaction.preparedQuery(statement).execute(values);
    }

    private static Tuple payloads(List<Arrival> arrivals) {
        List<ReceivedWebhook> webhooks = arrivals.stream().map(Arrival::webhook).toList();
        return Tuple.tuple()
                .addValue(column(webhooks, ReceivedWebhook::id, UUID[]::new))
                .addValue(column(webhooks, ReceivedWebhook::contentType, String[]::new))
                .addValue(column(webhooks, webhook -> JsonObject.mapFrom(webhook.headers()), JsonObject[]::new))
                .addValue(column(webhooks, webhook -> Buffer.buffer(webhook.body()), Buffer[]::new));
    }

    private static Tuple deliveries(List<Arrival> arrivals) {
        List<ReceivedWebhook> webhooks = arrivals.stream().map(Arrival::webhook).toList();
        return Tuple.tuple()
                .addValue(column(webhooks, ReceivedWebhook::id, UUID[]::new))
                .addValue(column(webhooks, w -> w.tenant().map(TenantId::value).orElse(null), String[]::new))
                .addValue(column(webhooks, ReceivedWebhook::provider, String[]::new))
                .addValue(column(webhooks, w -> w.endpoint().orElse(null), String[]::new))
                .addValue(column(webhooks, w -> w.account().orElse(null), String[]::new))
                .addValue(column(webhooks, ReceivedWebhook::eventType, String[]::new))
                .addValue(column(webhooks, ReceivedWebhook::deliveryId, String[]::new))
                .addValue(column(webhooks, ReceivedWebhook::recordKey, String[]::new))
                .addValue(column(webhooks, PostgresLedger::receivedAt, OffsetDateTime[]::new))
                .addValue(column(arrivals, a -> a.traceParent().orElse(null), String[]::new));
    }

    private static OffsetDateTime receivedAt(ReceivedWebhook webhook) {
        return webhook.receivedAt().atOffset(ZoneOffset.UTC);
    }

    private static Tuple connections(List<ConnectionChanged> changes) {
        return Tuple.tuple()
                .addValue(ids(changes))
                .addValue(column(changes, change -> change.tenant().value(), String[]::new))
                .addValue(column(changes, change -> change.owner().value(), String[]::new))
                .addValue(column(changes, ConnectionChanged::provider, String[]::new))
                .addValue(column(changes, ofAccount(Account::id), String[]::new))
                .addValue(column(changes, ConnectionChanged::status, String[]::new))
                .addValue(column(changes, ConnectionChanged::version, Long[]::new))
                .addValue(column(changes, ConnectionChanged::kind, String[]::new))
                .addValue(column(changes, change -> JsonObject.mapFrom(change.settings()), JsonObject[]::new))
                .addValue(column(changes, change -> JsonObject.mapFrom(change.labels()), JsonObject[]::new))
                .addValue(column(changes, ofAccount(Account::name), String[]::new))
                .addValue(column(changes, ofAccount(Account::email), String[]::new));
    }

    private static Function<ConnectionChanged, String> ofAccount(Function<Account, String> part) {
        return change -> change.account() == null ? null : part.apply(change.account());
    }

    private static UUID[] ids(List<ConnectionChanged> changes) {
        return column(changes, change -> change.connection().value(), UUID[]::new);
    }

    private static <T, V> V[] column(List<T> rows, Function<T, V> value, IntFunction<V[]> array) {
        return rows.stream().map(value).toArray(array);
    }

    private static List<UUID> uuids(RowSet<Row> rows, String column) {
        return rows(rows).map(row -> row.getUUID(column)).toList();
    }

    private static Stream<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
