package org.integrationstack.connections.vault.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.connections.vault.DataKeys;
import org.integrationstack.connections.vault.Place;
import org.integrationstack.connections.vault.Rotations;
import org.integrationstack.connections.vault.SealedTable;

/**
 * Reseals rows of one table under the primary key. They are locked while it does, which is milliseconds, so nobody's
 * change is overwritten; rows that others have locked are left for the next pass. Nothing else of a row is touched.
 */
final class Resealer {
    private static final Logger LOG = Logger.getLogger(Resealer.class);

    private final SealedTable table;
    private final DataKeys keys;
    private final String select;
    private final String update;

    Resealer(SealedTable table, DataKeys keys) {
        this.table = table;
        this.keys = keys;
        String slot = table.slot().orElse("''::text");
        this.select = """
                select tenant, %1$s as subject, %2$s as slot, %3$s from %4$s
                where (%5$s) and ($2::uuid is null or (%1$s, %2$s) > ($2, $3))
                order by %1$s, %2$s limit $4 for no key update skip locked
                """.formatted(
                        table.subject(), slot, joined(", ", SealedTable.Column::name), table.name(), outdated(table));
        this.update = "update %s set %s where %s = $1 and %s = $2"
                .formatted(table.name(), assignments(), table.subject(), slot);
    }

    /** The condition of rows with a value that another key than {@code $1} has sealed. */
    static String outdated(SealedTable table) {
        return table.columns().stream().map(column -> column.key() + " <> $1").collect(Collectors.joining(" or "));
    }

    private String assignments() {
        AtomicInteger parameter = new AtomicInteger(2);
        return joined(", ", column -> column.name() + " = $" + parameter.incrementAndGet());
    }

    private String joined(String separator, Function<SealedTable.Column, String> part) {
        return table.columns().stream().map(part).collect(Collectors.joining(separator));
    }

    /** Reseals up to so many rows after the given one, in the transaction of this connection. */
    Uni<Rotations.Batch> reseal(SqlConnection connection, Optional<Rotations.RowId> after, int limit) {
        Tuple values = Tuple.of(
                keys.primaryId(),
                after.map(Rotations.RowId::subject).orElse(null),
                after.map(Rotations.RowId::slot).orElse(null),
                limit);
        return connection.preparedQuery(select).execute(values).chain(rows -> store(connection, rows, limit));
    }

    private Uni<Rotations.Batch> store(SqlConnection connection, RowSet<Row> rows, int limit) {
        List<Tuple> resealed = new ArrayList<>();
        Optional<Rotations.RowId> last = Optional.empty();
        for (Row row : rows) {
            reseal(row).ifPresent(resealed::add);
            last = Optional.of(new Rotations.RowId(row.getUUID("subject"), row.getString("slot")));
        }
        Rotations.Batch batch = new Rotations.Batch(
                resealed.size(), rows.size() - resealed.size(), rows.size() < limit ? Optional.empty() : last);
        return resealed.isEmpty()
                ? Uni.createFrom().item(batch)
                : connection.preparedQuery(update).executeBatch(resealed).replaceWith(batch);
    }

    /** Empty when it does not open: it is left as it is, for somebody to look at. */
    private Optional<Tuple> reseal(Row row) {
        Place place = new Place(
                table.purpose(), new TenantId(row.getString("tenant")), row.getUUID("subject"), row.getString("slot"));
        Tuple values = Tuple.of(place.subject(), place.slot());
        try {
            table.columns()
                    .forEach(column -> values.addValue(reseal(
                            place,
                            column.field(),
                            Optional.ofNullable(row.getBuffer(column.name())).map(value -> value.getBytes()))));
            return Optional.of(values);
        } catch (SealBrokenException e) {
            LOG.errorf("%s %s of tenant %s does not open", table.name(), place.subject(), place.tenant());
            return Optional.empty();
        }
    }

    private Buffer reseal(Place place, String field, Optional<byte[]> sealed) {
        return sealed.map(value -> Buffer.buffer(keys.seal(place, field, keys.open(place, field, value))))
                .orElse(null);
    }
}
