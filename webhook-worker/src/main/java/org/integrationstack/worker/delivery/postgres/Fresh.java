package org.integrationstack.worker.delivery.postgres;

import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Deliveries that a transaction has just stored: their ids, and the times between which they were received, so that
 * Postgres looks for them in their weeks alone.
 */
record Fresh(List<UUID> ids, OffsetDateTime first, OffsetDateTime last, int events, int unrouted) {

    /** Of rows with id, event, tenant and time of receipt; empty when there are none. */
    static Optional<Fresh> of(RowSet<Row> inserted) {
        List<Row> rows = StreamSupport.stream(inserted.spliterator(), false).toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<OffsetDateTime> times = rows.stream()
                .map(row -> row.getOffsetDateTime("received_at"))
                .sorted(Comparator.comparing(OffsetDateTime::toInstant))
                .toList();
        return Optional.of(new Fresh(
                rows.stream().map(row -> row.getUUID("id")).toList(),
                times.get(0),
                times.get(times.size() - 1),
                (int) rows.stream().map(row -> row.getUUID("event")).distinct().count(),
                (int) rows.stream()
                        .filter(row -> row.getString("tenant") == null)
                        .count()));
    }

    Tuple tuple() {
        return Tuple.of(ids.toArray(UUID[]::new), first, last);
    }
}
