package org.integrationstack.worker.delivery.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
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
import org.integrationstack.common.secret.Sealer;
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
    /** Any constant will do that no other advisory lock of the worker has. */
    private static final long ROUTING_LOCK = 0x776f726b6572L;

    private static final String SHARE_ROUTES = "select pg_advisory_xact_lock_shared(" + ROUTING_LOCK + ")";
    private static final String HOLD_ROUTES = "select pg_advisory_xact_lock(" + ROUTING_LOCK + ")";

    /** How long news of a connection may be on their way; also how far the clocks of two services may differ. */
    private static final String PARKING = "interval '2 seconds'";

    private static final String INSERT_PAYLOADS = """
            insert into payload (event, received_at, content_type, headers, body)
            select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::jsonb[], $5::bytea[])
            on conflict do nothing""";

    /**
     * One delivery per tenant with a matching connection; of several of one tenant, always the same one. What came to an
     * endpoint goes to the endpoint's connection, whatever its state, or waits for it.
     */
    private static final String ROUTE = """
            , matching as (
                select a.event, c.tenant, c.id as connection, c.owner
                from arrived a join connection c on c.provider = a.provider and c.account = a.account
                where a.connection is null and c.status = 'ACTIVE' and (a.tenant is null or a.tenant = c.tenant)
                union all
                select a.event, c.tenant, c.id, c.owner
                from arrived a join connection c on c.id = a.connection and c.tenant = a.tenant
            ), target as (
                select distinct on (event, tenant) * from matching order by event, tenant, connection
            )
            insert into delivery (event, tenant, connection, owner, provider, endpoint, account, type, delivery_id, key,
                body_hash, status, received_at, parked_until, trace_parent)
            select event, coalesce(t.tenant, a.tenant), coalesce(t.connection, a.connection), t.owner, provider, endpoint,
                account, type, delivery_id, key, body_hash, 'received', received_at,
                case when coalesce(t.tenant, a.tenant) is null then now() + %s end,
                trace_parent
            from arrived a left join target t using (event)
            order by a.n, t.tenant
            on conflict do nothing
            returning id, event, tenant, received_at""".formatted(PARKING);

    private static final String INSERT_DELIVERIES = """
            with arrived as (
                select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::text[], $10::bytea[], $11::timestamptz[], $12::text[]) with ordinality
                    as a(event, tenant, connection, provider, endpoint, account, type, delivery_id, key, body_hash,
                        received_at, trace_parent, n)
                where not exists (
                    select from delivery d where d.event = a.event and d.received_at = a.received_at and d.replay_of is null)
            )""" + ROUTE;

    /**
     * What belonged to nobody; and of what others got, what came since the connection is there: news of it may have come
     * later than the event.
     */
    private static final String REROUTE_DELIVERIES = """
            with activated as (
                select * from connection where id = any ($1) and status = 'ACTIVE'
            ), stray as (
                delete from delivery d using activated c
                where d.tenant is null and d.replay_of is null and d.provider = c.provider and d.account = c.account
                returning d.*
            ), shared as (
                select distinct on (d.event) d.* from activated c join delivery d
                    on d.provider = c.provider and d.account = c.account and d.received_at >= c.active_since - %s
                where d.tenant is not null and d.endpoint is null and d.replay_of is null
                order by d.event
            ), arrived as (
                select event, null::text as tenant, null::uuid as connection, provider, endpoint, account, type,
                    delivery_id, key, body_hash, received_at, trace_parent, seq as n
                from (select * from stray union all select * from shared) old
            )""".formatted(PARKING) + ROUTE;

    /** What waits for its endpoint's connection knows its owner from now on, and waits no more. */
    private static final String FILL_OWNERS = """
            with filled as (
                update delivery d set owner = c.owner from connection c
                where c.id = any ($1) and d.tenant = c.tenant and d.connection = c.id and d.owner is null
                    and d.settled_at is null
                returning d.tenant, d.id
            )
            update delivery_key k set due = now() from filled f
            where k.tenant = f.tenant and k.head = f.id and k.owner is null""";

    /** The update changes nothing but locks the key, so that nobody who settles its last delivery removes it now. */
    private static final String QUEUE_KEYS = """
            insert into delivery_key as k (tenant, key, head, at, due)
            select distinct on (tenant, key) tenant, key, id, received_at,
                case when connection is not null and owner is null then now() + %s else now() end
            from delivery
            where id = any ($1) and received_at between $2 and $3 and tenant is not null and status = 'received'
            order by tenant, key, seq
            on conflict (tenant, key) do update set due = k.due""".formatted(PARKING);

    private static final String NEWER_CONNECTIONS = """
            select n.id, n.status = 'ACTIVE'
                and (c.status is distinct from 'ACTIVE' or c.account is distinct from n.account) as activated
            from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) as n(id, version, status, account)
            left join connection c using (id) where c.version is null or c.version < n.version""";

    private static final String UPSERT_CONNECTIONS = """
            insert into connection as c (id, tenant, owner, provider, account, status, version, kind, settings, labels,
                account_name, account_email, active_since)
            select id, tenant, owner, provider, account, status, version, kind, settings, labels, account_name,
                account_email, case when status = 'ACTIVE' then at end
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                $8::text[], $9::jsonb[], $10::jsonb[], $11::text[], $12::text[], $13::timestamptz[])
                as n(id, tenant, owner, provider, account, status, version, kind, settings, labels, account_name,
                    account_email, at)
            order by id
            on conflict (id) do update set tenant = excluded.tenant, owner = excluded.owner,
                provider = excluded.provider, account = excluded.account, status = excluded.status,
                version = excluded.version, kind = excluded.kind, settings = excluded.settings,
                labels = excluded.labels, account_name = excluded.account_name,
                account_email = excluded.account_email,
                active_since = case when c.status = 'ACTIVE' and excluded.status = 'ACTIVE' then c.active_since
                    else excluded.active_since end
            where c.version < excluded.version""";

    private static final String ERASE_CONNECTIONS = "delete from connection where id = any ($1)";

    private static final String GIVE_UP_UNROUTED = """
            update delivery set status = 'ignored', reason = 'unrouted', settled_at = now(), parked_until = null
            where parked_until <= now() and tenant is null""";

    private static final String FORGET_IDS =
            "delete from delivery_identity where seen_at < $1::timestamptz - interval '30 days'";
    private static final String FORGET_BODIES =
            "delete from delivery_body where seen_at < $1::timestamptz - interval '24 hours'";

    private final Pool pool;
    private final Payloads payloads;
    private final Weeks weeks;

    PostgresLedger(@ReactiveDataSource("engine") Pool pool, Sealer sealer) {
        this.pool = pool;
        this.payloads = new Payloads(sealer);
        this.weeks = new Weeks(pool);
    }

    @Override
    public Uni<Receipt> receive(List<Arrival> arrivals) {
        boolean byBody =
                arrivals.stream().anyMatch(arrival -> !arrival.webhook().idSigned());
        return weeks.add(arrivals.stream().map(arrival -> arrival.webhook().receivedAt()))
                .chain(() -> pool.withTransaction(transaction -> execute(transaction, SHARE_ROUTES)
                        .chain(() -> execute(transaction, INSERT_PAYLOADS, payloads(arrivals)))
                        .chain(() -> execute(transaction, INSERT_DELIVERIES, deliveries(arrivals)))
                        .chain(inserted -> queue(transaction, inserted, byBody))));
    }

    @Override
    public Uni<Integer> learn(List<ConnectionChanged> changes) {
        return newer(changes).chain(newer -> learnNewer(changes, newer));
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
    public Uni<Integer> giveUpUnrouted() {
        return pool.preparedQuery(GIVE_UP_UNROUTED).execute().map(RowSet::rowCount);
    }

    @Override
    public Uni<Integer> retain(Instant now, Duration kept) {
        Tuple time = Tuple.of(utc(now));
        return weeks.add(Weeks.ahead(now))
                .chain(() -> pool.preparedQuery(FORGET_IDS).execute(time))
                .chain(() -> pool.preparedQuery(FORGET_BODIES).execute(time))
                .chain(() -> weeks.dropUntil(now.minus(kept)));
    }

    /** Whether each connection that is news was not active before, and is now. */
    private Uni<Map<UUID, Boolean>> newer(List<ConnectionChanged> changes) {
        Tuple known = Tuple.of(
                ids(changes),
                column(changes, ConnectionChanged::version, Long[]::new),
                column(changes, ConnectionChanged::status, String[]::new),
                column(changes, ofAccount(Account::id), String[]::new));
        return pool.preparedQuery(NEWER_CONNECTIONS)
                .execute(known)
                .map(rows -> rows(rows)
                        .collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getBoolean("activated"))));
    }

    /** Most of what is read again at a start is known: then no lock is taken and nothing written. */
    private Uni<Integer> learnNewer(List<ConnectionChanged> changes, Map<UUID, Boolean> newer) {
        List<ConnectionChanged> news = changes.stream()
                .filter(change -> newer.containsKey(change.connection().value()))
                .toList();
        if (news.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        UUID[] activated = newer.keySet().stream().filter(newer::get).sorted().toArray(UUID[]::new);
        return pool.withTransaction(transaction -> execute(transaction, HOLD_ROUTES)
                .chain(() -> execute(transaction, UPSERT_CONNECTIONS, connections(news)))
                .chain(() -> execute(transaction, FILL_OWNERS, Tuple.of((Object) ids(news))))
                .chain(() -> reroute(transaction, activated)));
    }

    private static Uni<Integer> reroute(SqlConnection transaction, UUID[] activated) {
        return activated.length == 0
                ? Uni.createFrom().item(0)
                : execute(transaction, REROUTE_DELIVERIES, Tuple.of((Object) activated))
                        .chain(inserted -> queue(transaction, inserted, true))
                        .map(Receipt::queued);
    }

    /** Marks what was sent before, and queues the others. */
    private static Uni<Receipt> queue(SqlConnection transaction, RowSet<Row> inserted, boolean byBody) {
        return Fresh.of(inserted)
                .map(fresh -> Duplicates.mark(transaction, fresh, byBody)
                        .call(() -> execute(transaction, QUEUE_KEYS, fresh.tuple()))
                        .map(duplicates -> new Receipt(
                                fresh.events(),
                                fresh.ids().size() - fresh.unrouted() - duplicates,
                                duplicates,
                                fresh.unrouted())))
                .orElseGet(() -> Uni.createFrom().item(new Receipt(0, 0, 0, 0)));
    }

    private static Uni<RowSet<Row>> execute(SqlConnection transaction, String statement) {
        return transaction.query(statement).execute();
    }

    private static Uni<RowSet<Row>> execute(SqlConnection transaction, String statement, Tuple values) {
        return transaction.preparedQuery(statement).execute(values);
    }

    private Tuple payloads(List<Arrival> arrivals) {
        List<ReceivedWebhook> webhooks = arrivals.stream().map(Arrival::webhook).toList();
        return Tuple.tuple()
                .addValue(column(webhooks, ReceivedWebhook::id, UUID[]::new))
                .addValue(column(webhooks, webhook -> utc(webhook.receivedAt()), OffsetDateTime[]::new))
                .addValue(column(webhooks, ReceivedWebhook::contentType, String[]::new))
                .addValue(column(webhooks, webhook -> JsonObject.mapFrom(webhook.headers()), JsonObject[]::new))
                .addValue(column(webhooks, w -> payloads.seal(w.id(), w.body()), Buffer[]::new));
    }

    private static Tuple deliveries(List<Arrival> arrivals) {
        List<ReceivedWebhook> webhooks = arrivals.stream().map(Arrival::webhook).toList();
        return Tuple.tuple()
                .addValue(column(webhooks, ReceivedWebhook::id, UUID[]::new))
                .addValue(column(webhooks, w -> w.tenant().map(TenantId::value).orElse(null), String[]::new))
                .addValue(column(
                        webhooks, w -> w.connection().map(ConnectionId::value).orElse(null), UUID[]::new))
                .addValue(column(webhooks, ReceivedWebhook::provider, String[]::new))
                .addValue(column(webhooks, w -> w.endpoint().orElse(null), String[]::new))
                .addValue(column(webhooks, w -> w.account().orElse(null), String[]::new))
                .addValue(column(webhooks, ReceivedWebhook::eventType, String[]::new))
                .addValue(column(webhooks, ReceivedWebhook::deliveryId, String[]::new))
                .addValue(column(webhooks, ReceivedWebhook::recordKey, String[]::new))
                .addValue(column(arrivals, PostgresLedger::bodyHash, Buffer[]::new))
                .addValue(column(webhooks, webhook -> utc(webhook.receivedAt()), OffsetDateTime[]::new))
                .addValue(column(arrivals, a -> a.traceParent().orElse(null), String[]::new));
    }

    private static Buffer bodyHash(Arrival arrival) {
        return arrival.bodyHash().map(Buffer::buffer).orElse(null);
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
                .addValue(column(changes, ofAccount(Account::email), String[]::new))
                .addValue(column(changes, change -> utc(change.at()), OffsetDateTime[]::new));
    }

    private static Function<ConnectionChanged, String> ofAccount(Function<Account, String> part) {
        return change -> change.account() == null ? null : part.apply(change.account());
    }

    private static UUID[] ids(List<ConnectionChanged> changes) {
        return column(changes, change -> change.connection().value(), UUID[]::new);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static <T, V> V[] column(List<T> rows, Function<T, V> value, IntFunction<V[]> array) {
        return rows.stream().map(value).toArray(array);
    }

    private static Stream<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
