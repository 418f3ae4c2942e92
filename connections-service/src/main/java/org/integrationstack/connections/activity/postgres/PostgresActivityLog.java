package org.integrationstack.connections.activity.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.activity.Activity;
import org.integrationstack.connections.activity.ActivityFilter;
import org.integrationstack.connections.activity.ActivityLog;
import org.integrationstack.connections.activity.Place;
import org.integrationstack.connections.database.Rows;
import org.integrationstack.connections.database.Transactions;

/** The log as a table; plain SQL, since it is written in batches and read by filter. */
@ApplicationScoped
class PostgresActivityLog implements ActivityLog {
    private static final String INSERT = """
            insert into activity (id, tenant, owner, type, provider, connection, at, summary, metadata, trace_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (id) do
            """;
    private static final String PASS_OVER = "nothing";
    private static final String MAKE_AS_RECORDED = """
            update set tenant = excluded.tenant, owner = excluded.owner, type = excluded.type,
               provider = excluded.provider, connection = excluded.connection, at = excluded.at,
               summary = excluded.summary, metadata = excluded.metadata, trace_id = excluded.trace_id
            """;
    private static final String COLUMNS = "id, type, provider, connection, at, summary, metadata, trace_id";

    /** What a filter says of any act, as {@link #admitted} has the values. */
    private static final String ADMITTED = """
            from activity
            where tenant = $1
              and ($2::text is null or owner = $2)
              and ($3::uuid is null or connection = $3)
              and ($4::text is null or provider = $4)
              and ($5::text is null or type = $5)
              and ($6::text[] is null or provider = any($6))
              and ($7::uuid[] is null or connection = any($7))
            """;

    private static final String SELECT = "select " + COLUMNS + "\n" + ADMITTED + """
              and ($8::timestamptz is null or at >= $8)
              and ($9::timestamptz is null or at < $9)
              and ($10::timestamptz is null or (at, id) < ($10, $11::uuid))
            order by at desc, id desc
            limit $12
            """;

    /** The oldest transaction that is at work: what those before it stored is there to stay. */
    private static final String HORIZON = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private static final String FOLLOW = "select " + COLUMNS + ", stored_by\n" + ADMITTED + """
              and (stored_by, at, id) > ($8, $9::timestamptz, $10::uuid)
              and stored_by < %s
            order by stored_by, at, id
            limit $11
            """.formatted(HORIZON);
    private static final String ARRIVALS = """
            select horizon, array(select distinct tenant from activity
                                  where stored_by >= $1 and stored_by < horizon) as tenants
            from (select %s as horizon) as current
            """.formatted(HORIZON);
    private static final String END = "select %s as horizon".formatted(HORIZON);
    private static final String FORGET =
            "delete from activity where id in (select id from activity where at < $1 order by at limit 1000)";

    private final Transactions transactions;

    @Inject
    PostgresActivityLog(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<Void> add(List<ActivityRecorded> acts) {
        return insert(INSERT + PASS_OVER, acts);
    }

    @Override
    public Uni<Void> restore(List<ActivityRecorded> acts) {
        return insert(INSERT + MAKE_AS_RECORDED, acts);
    }

    private Uni<Void> insert(String sql, List<ActivityRecorded> acts) {
        if (acts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Tuple> rows = acts.stream().map(PostgresActivityLog::row).toList();
        return transactions
                .sqlAcrossTenants(connection -> connection.preparedQuery(sql).executeBatch(rows))
                .replaceWithVoid();
    }

    @Override
    public Uni<Page<Activity>> list(ActivityFilter filter, Optional<Position> after, int size) {
        Tuple values = admitted(filter)
                .addOffsetDateTime(filter.from().map(PostgresActivityLog::utc).orElse(null))
                .addOffsetDateTime(filter.to().map(PostgresActivityLog::utc).orElse(null))
                .addOffsetDateTime(
                        after.map(Position::at).map(PostgresActivityLog::utc).orElse(null))
                .addUUID(after.map(Position::id).orElse(null))
                .addInteger(size + 1);
        return transactions
                .sql(
                        filter.tenant(),
                        connection -> connection.preparedQuery(SELECT).execute(values))
                .map(rows -> Rows.all(rows, PostgresActivityLog::activity))
                .map(rows -> Page.of(rows, size, act -> new Position(act.at(), act.id())));
    }

    @Override
    public Uni<List<Arrival>> follow(ActivityFilter filter, Place after, int limit) {
        Tuple values = admitted(filter)
                .addLong(after.storedBy())
                .addOffsetDateTime(utc(after.at()))
                .addUUID(after.id())
                .addInteger(limit);
        return transactions
                .sql(
                        filter.tenant(),
                        connection -> connection.preparedQuery(FOLLOW).execute(values))
                .map(rows -> Rows.all(rows, PostgresActivityLog::arrival));
    }

    @Override
    public Uni<Arrivals> arrivals(long horizon) {
        return transactions
                .sqlAcrossTenants(
                        connection -> connection.preparedQuery(ARRIVALS).execute(Tuple.of(horizon)))
                .map(rows -> rows.iterator().next())
                .map(row -> new Arrivals(
                        row.getLong("horizon"),
                        Arrays.stream(row.getArrayOfStrings("tenants"))
                                .map(TenantId::new)
                                .collect(Collectors.toSet())));
    }

    @Override
    public Uni<Place> end() {
        return transactions
                .sqlAcrossTenants(connection -> connection.preparedQuery(END).execute())
                .map(rows -> Place.before(rows.iterator().next().getLong("horizon")));
    }

    @Override
    public Uni<Integer> forget(Instant before) {
        return transactions
                .sqlAcrossTenants(connection -> connection.preparedQuery(FORGET).execute(Tuple.of(utc(before))))
                .map(SqlResult::rowCount);
    }

    private static Arrival arrival(Row row) {
        Activity activity = activity(row);
        return new Arrival(activity, new Place(row.getLong("stored_by"), activity.at(), activity.id()));
    }

    private static Tuple admitted(ActivityFilter filter) {
        return Tuple.tuple()
                .addString(filter.tenant().value())
                .addString(filter.owner().map(UserId::value).orElse(null))
                .addUUID(filter.connection().map(ConnectionId::value).orElse(null))
                .addString(filter.provider().orElse(null))
                .addString(filter.type().orElse(null))
                .addArrayOfString(providers(filter))
                .addArrayOfUUID(connections(filter));
    }

    private static String[] providers(ActivityFilter filter) {
        Set<ProviderId> providers = filter.narrowing().providers();
        return providers.isEmpty()
                ? null
                : providers.stream().map(ProviderId::value).toArray(String[]::new);
    }

    private static UUID[] connections(ActivityFilter filter) {
        Set<ConnectionId> connections = filter.narrowing().connections();
        return connections.isEmpty()
                ? null
                : connections.stream().map(ConnectionId::value).toArray(UUID[]::new);
    }

    private static Tuple row(ActivityRecorded act) {
        return Tuple.tuple()
                .addUUID(act.id())
                .addString(act.tenant().value())
                .addString(act.owner() == null ? null : act.owner().value())
                .addString(act.type())
                .addString(act.provider())
                .addUUID(act.connection() == null ? null : act.connection().value())
                .addOffsetDateTime(utc(act.at()))
                .addString(act.summary())
                .addValue(new JsonObject(act.metadata()))
                .addString(act.traceId());
    }

    private static Activity activity(Row row) {
        return new Activity(
                row.getUUID("id"),
                row.getString("type"),
                row.getString("provider"),
                row.getUUID("connection"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("summary"),
                row.getJsonObject("metadata").getMap(),
                row.getString("trace_id"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
