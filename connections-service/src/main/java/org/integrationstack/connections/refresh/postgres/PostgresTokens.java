package org.integrationstack.connections.refresh.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.database.OwnContext;
import org.integrationstack.connections.database.Rows;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.refresh.Fence;
import org.integrationstack.connections.refresh.StoredToken;
import org.integrationstack.connections.refresh.TokenRef;
import org.integrationstack.connections.refresh.Tokens;

/**
 * Tokens in Postgres. Every write is one statement that finds its row by the fence; times are the database's, except for
 * those that the provider's answer gives.
 */
@ApplicationScoped
class PostgresTokens implements Tokens {
    private static final int MOST_IN_ONE_QUERY = 500;

    private static final String READ = """
            select c.tenant, c.id, g.slot, c.owner, c.provider, c.issuer, c.kind, c.status,
                case g.slot when 'main' then c.trouble else c.slot_troubles ->> g.slot end as trouble,
                c.version as connection_version, c.account_id, c.granted_scopes, c.inputs,
                c.slot_scopes -> g.slot -> 'granted' as slot_scopes,
                g.access_token, g.refresh_token, g.kept_values, g.token_type, g.expires_at, g.version, g.epoch, g.issued_at,
                g.expected_end, g.lease_until, g.asked_at, g.retry_at, g.failures, g.after_refusal, g.checked_at,
                g.learned_seconds, g.planned_version, g.authorized_version, now() as read_at
            from unnest($1::text[], $2::uuid[], $3::text[]) as wanted (tenant, connection, slot)
            join connection c on c.id = wanted.connection and c.tenant = wanted.tenant
            join connection_grant g on g.connection = c.id and g.tenant = c.tenant and g.slot = wanted.slot
            """;

    private static final String STATUS = "select status from connection where id = $1 and tenant = $2";

    private static final String FENCED =
            " where connection = $1 and slot = $2 and tenant = $3 and version = $4 and epoch = $5";

    private static final String CLAIM = """
            update connection_grant set epoch = epoch + 1, lease_owner = $6, asked_at = now(),
                lease_until = now() + $7 * interval '1 millisecond'
            """ + FENCED
            + " and exists (select from connection c where c.id = connection_grant.connection"
            + " and c.status in ('ACTIVE', 'DEGRADED', 'PAUSED'))";

    private static final String STORE = """
            update connection_grant set epoch = epoch + 1, version = version + 1, access_token = $6,
                previous_refresh_token = refresh_token, refresh_token = $7, kept_values = $8, token_type = $9,
                expires_at = $10, expected_end = $11,
                refresh_due = case when $13 then $12 else now() end, planned_version = case when $13 then version + 1 else 0 end,
                after_refusal = $14, learned_seconds = $15, issued_at = now(), lease_owner = null, lease_until = null,
                asked_at = null, retry_at = null, failures = 0, checked_at = null
            """ + FENCED;

    private static final String STORED = """
            select from connection_grant
            where connection = $1 and slot = $2 and tenant = $3 and version = $4 and access_token = $5""";

    private static final String RELEASE = """
            update connection_grant set epoch = epoch + 1, lease_owner = null, lease_until = null,
                asked_at = case when $6 then asked_at end, failures = $7,
                retry_at = now() + $8 * interval '1 millisecond',
                refresh_due = greatest(now() + $8 * interval '1 millisecond', $9)
            """ + FENCED;

    private static final String CHECKED = "update connection_grant set epoch = epoch + 1, checked_at = now()" + FENCED;

    private static final String PLAN = """
            update connection_grant set epoch = epoch + 1, planned_version = version, expires_at = $6, expected_end = $7,
                refresh_due = $8
            """ + FENCED;

    private static final String TAKE_DUE = """
            update connection_grant g set refresh_due = now() + $2 * interval '1 millisecond'
            from (select connection, slot from connection_grant where refresh_due <= now()
                order by refresh_due limit $1 for update skip locked) as due
            where g.connection = due.connection and g.slot = due.slot
            returning g.tenant, g.connection, g.slot""";

    private static final String COUNT_DUE =
            "select count(*) as number from connection_grant where refresh_due <= now()";

    /** Source: PostgreSQL documentation, appendix A: foreign_key_violation. */
    private static final String FOREIGN_KEY = "23503";

    private final Transactions transactions;
    private final StoredTokenReader reader;
    private final Gathering<TokenRef, Supplier<StoredToken>> reads;
    private final UUID owner = UUID.randomUUID();

    @Inject
    PostgresTokens(Transactions transactions, StoredTokenReader reader, OwnContext context) {
        this.transactions = transactions;
        this.reader = reader;
        this.reads = new Gathering<>(refs -> context.run(() -> readAll(refs)), MOST_IN_ONE_QUERY);
    }

    @Override
    public Uni<Optional<StoredToken>> read(TokenRef ref) {
        return reads.get(ref).map(found -> found.map(Supplier::get));
    }

    /** Of any tenants: the query names each, and gives nothing but what belongs to it. */
    private Uni<Map<TokenRef, Supplier<StoredToken>>> readAll(List<TokenRef> refs) {
        Tuple wanted = Tuple.of(
                refs.stream().map(ref -> ref.tenant().value()).toArray(String[]::new),
                refs.stream().map(ref -> ref.connection().value()).toArray(UUID[]::new),
                refs.stream().map(ref -> ref.slot().name()).toArray(String[]::new));
        return transactions
                .sqlAcrossTenants(sql -> sql.preparedQuery(READ).execute(wanted))
                .map(rows -> {
                    Map<TokenRef, Supplier<StoredToken>> found = new HashMap<>();
                    rows.forEach(row -> found.put(ref(row, "id"), token(ref(row, "id"), row)));
                    return found;
                });
    }

    /** A row that makes no sense fails those who asked for it, and nobody else whose question went out with theirs. */
    private Supplier<StoredToken> token(TokenRef ref, Row row) {
        try {
            StoredToken token = reader.read(ref, row);
            return () -> token;
        } catch (RuntimeException e) {
            return () -> {
                throw new IllegalStateException("the token of connection " + ref + " cannot be read", e);
            };
        }
    }

    @Override
    public Uni<Optional<ConnectionStatus>> status(TokenRef ref) {
        Tuple values = Tuple.of(ref.connection().value(), ref.tenant().value());
        return transactions
                .sql(ref.tenant(), sql -> sql.preparedQuery(STATUS).execute(values))
                .map(rows -> Rows.first(rows, row -> row.getString("status")).flatMap(ConnectionStatus::named));
    }

    @Override
    public Uni<Boolean> claim(Fence seen, Duration lease) {
        return write(CLAIM, seen, owner, lease.toMillis());
    }

    @Override
    public Uni<Boolean> store(Fence held, NewToken token) {
        Plan plan = token.plan().orElse(Plan.NONE);
        Tuple values = fence(held)
                .addValue(Buffer.buffer(token.grant().accessToken()))
                .addValue(token.grant().refreshToken().map(Buffer::buffer).orElse(null))
                .addValue(Buffer.buffer(token.grant().values()))
                .addString(token.grant().tokenType())
                .addValue(time(token.grant().expiresAt().or(plan::expiresAt)))
                .addValue(time(plan.expectedEnd()))
                .addValue(time(plan.due()))
                .addBoolean(token.plan().isPresent())
                .addBoolean(token.afterRefusal())
                .addValue(token.learnedLife().map(Duration::toSeconds).orElse(null));
        return transactions
                .sql(
                        held.ref().tenant(),
                        sql -> sql.preparedQuery(STORE)
                                .execute(values)
                                .chain(rows -> rows.rowCount() == 1
                                        ? Uni.createFrom().item(true)
                                        : isStored(sql, held, token)))
                .onFailure(PostgresTokens::isOfAKeyThatIsGone)
                .transform(KeyGoneException::new);
    }

    /** All that a row of this table refers to with a new token in it is the keys that sealed it. */
    private static boolean isOfAKeyThatIsGone(Throwable failure) {
        return failure instanceof DatabaseException refused && FOREIGN_KEY.equals(refused.getSqlState());
    }

    /** An earlier call may have stored it whose end nobody saw. What is sealed is never the same twice. */
    private static Uni<Boolean> isStored(SqlConnection sql, Fence held, NewToken token) {
        TokenRef ref = held.ref();
        return sql.preparedQuery(STORED)
                .execute(Tuple.of(
                        ref.connection().value(),
                        ref.slot().name(),
                        ref.tenant().value(),
                        held.version() + 1,
                        Buffer.buffer(token.grant().accessToken())))
                .map(rows -> rows.size() == 1);
    }

    @Override
    public Uni<Boolean> release(Fence held, Release release) {
        return write(
                RELEASE,
                held,
                release.outcomeUnknown(),
                release.failures(),
                release.pause().toMillis(),
                time(release.due()));
    }

    @Override
    public Uni<Boolean> checked(Fence seen) {
        return write(CHECKED, seen);
    }

    @Override
    public Uni<Boolean> plan(Fence seen, Plan plan) {
        return write(PLAN, seen, time(plan.expiresAt()), time(plan.expectedEnd()), time(plan.due()));
    }

    @Override
    public Uni<List<TokenRef>> takeDue(int limit, Duration again) {
        return transactions
                .sqlAcrossTenants(sql -> sql.preparedQuery(TAKE_DUE).execute(Tuple.of(limit, again.toMillis())))
                .map(rows -> Rows.all(rows, row -> ref(row, "connection")));
    }

    @Override
    public Uni<Long> countDue() {
        return transactions
                .sqlAcrossTenants(sql -> sql.query(COUNT_DUE).execute())
                .map(rows -> rows.iterator().next().getLong("number"));
    }

    private Uni<Boolean> write(String statement, Fence fence, Object... more) {
        Tuple values = fence(fence);
        for (Object value : more) {
            values.addValue(value);
        }
        return transactions
                .sql(fence.ref().tenant(), sql -> sql.preparedQuery(statement).execute(values))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Tuple fence(Fence fence) {
        TokenRef ref = fence.ref();
        return Tuple.tuple()
                .addUUID(ref.connection().value())
                .addString(ref.slot().name())
                .addString(ref.tenant().value())
                .addLong(fence.version())
                .addLong(fence.epoch());
    }

    private static OffsetDateTime time(Optional<Instant> time) {
        return time.map(it -> it.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    private static TokenRef ref(Row row, String connection) {
        return new TokenRef(
                new TenantId(row.getString("tenant")),
                new ConnectionId(row.getUUID(connection)),
                new TokenSlot(row.getString("slot")));
    }
}
