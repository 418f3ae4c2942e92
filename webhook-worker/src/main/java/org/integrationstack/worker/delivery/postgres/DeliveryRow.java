package org.integrationstack.worker.delivery.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.worker.delivery.Attempt;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.DeliveryStatus;

/** Rows of the ledger as records. */
final class DeliveryRow {
    /** What {@link #delivery} reads, of a table or alias {@code d}. */
    static final String COLUMNS = """
            d.id, d.event, d.tenant, d.connection, d.owner, d.provider, d.endpoint, d.account, d.type, d.delivery_id, \
            d.key, d.status, d.reason, d.attempts, d.received_at, d.settled_at, d.duplicate_of, d.replay_of, d.replay, \
            d.forced, d.trace_parent""";

    private DeliveryRow() {}

    static Delivery delivery(Row row) {
        return new Delivery(
                new DeliveryId(row.getUUID("id")),
                row.getUUID("event"),
                text(row, "tenant").map(TenantId::new),
                uuid(row, "connection").map(ConnectionId::new),
                text(row, "owner").map(UserId::new),
                row.getString("provider"),
                text(row, "endpoint"),
                text(row, "account"),
                row.getString("type"),
                row.getString("delivery_id"),
                row.getString("key"),
                DeliveryStatus.named(row.getString("status")).orElseThrow(),
                text(row, "reason"),
                row.getInteger("attempts"),
                time(row, "received_at").orElseThrow(),
                time(row, "settled_at"),
                uuid(row, "duplicate_of").map(DeliveryId::new),
                uuid(row, "replay_of").map(DeliveryId::new),
                uuid(row, "replay"),
                row.getBoolean("forced"),
                text(row, "trace_parent"));
    }

    /** The attempts of a row with its history. */
    static List<Attempt> attempts(Row row) {
        return row.getJsonArray("history").stream()
                .map(JsonObject.class::cast)
                .map(attempt -> new Attempt(
                        attempt.getInteger("number"),
                        attempt.getInstant("begunAt"),
                        attempt.getInstant("endedAt"),
                        DeliveryStatus.named(attempt.getString("outcome")).orElseThrow(),
                        Optional.ofNullable(attempt.getString("reason"))))
                .toList();
    }

    static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    private static Optional<String> text(Row row, String column) {
        return Optional.ofNullable(row.getString(column));
    }

    private static Optional<UUID> uuid(Row row, String column) {
        return Optional.ofNullable(row.getUUID(column));
    }
}
