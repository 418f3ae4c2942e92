package org.integrationstack.worker.delivery.postgres;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.delivery.Replay;
import org.integrationstack.worker.delivery.ReplayId;

/** Replays as rows: which deliveries they are of is kept with whom it was who asked, as far as that narrows them. */
final class ReplayRow {
    private ReplayRow() {}

    static JsonObject filter(Filter filter, Narrowing narrowing) {
        JsonObject json = new JsonObject();
        filter.provider().ifPresent(value -> json.put("provider", value));
        filter.endpoint().ifPresent(value -> json.put("endpoint", value));
        filter.connection().ifPresent(value -> json.put("connection", value.toString()));
        filter.type().ifPresent(value -> json.put("type", value));
        filter.status().ifPresent(value -> json.put("status", value.text()));
        filter.key().ifPresent(value -> json.put("key", value));
        filter.from().ifPresent(value -> json.put("from", value.toString()));
        filter.to().ifPresent(value -> json.put("to", value.toString()));
        return json.put("providers", new JsonArray(texts(narrowing.providers())))
                .put("connections", new JsonArray(texts(narrowing.connections())));
    }

    static Filter filter(Row row) {
        JsonObject json = row.getJsonObject("filter");
        return new Filter(
                text(json, "provider"),
                text(json, "endpoint"),
                text(json, "connection").flatMap(ConnectionId::parse),
                text(json, "type"),
                text(json, "status").flatMap(DeliveryStatus::named),
                text(json, "key"),
                text(json, "from").map(Instant::parse),
                text(json, "to").map(Instant::parse));
    }

    /** Who asked: its tenant, and to what it was narrowed. */
    static Audience audience(Row row) {
        JsonObject json = row.getJsonObject("filter");
        Narrowing narrowing = new Narrowing(
                json.getJsonArray("providers").stream()
                        .flatMap(name -> ProviderId.parse((String) name).stream())
                        .collect(Collectors.toSet()),
                json.getJsonArray("connections").stream()
                        .flatMap(id -> ConnectionId.parse((String) id).stream())
                        .collect(Collectors.toSet()));
        return new Audience(Optional.of(new TenantId(row.getString("tenant"))), Optional.empty(), narrowing, false);
    }

    static Replay replay(Row row) {
        return new Replay(
                new ReplayId(row.getUUID("id")),
                new UserId(row.getString("requested_by")),
                filter(row),
                row.getBoolean("forced"),
                Replay.Status.named(row.getString("status")).orElseThrow(),
                row.getInteger("matched"),
                row.getInteger("made"),
                byStatus(row.getJsonObject("by_status")),
                DeliveryRow.time(row, "created_at").orElseThrow(),
                DeliveryRow.time(row, "ended_at"));
    }

    static UUID id(Row row) {
        return row.getUUID("id");
    }

    private static Map<DeliveryStatus, Integer> byStatus(JsonObject counts) {
        Map<DeliveryStatus, Integer> byStatus = new EnumMap<>(DeliveryStatus.class);
        counts.forEach(count -> byStatus.put(
                DeliveryStatus.named(count.getKey()).orElseThrow(), ((Number) count.getValue()).intValue()));
        return byStatus;
    }

    private static Optional<String> text(JsonObject json, String name) {
        return Optional.ofNullable(json.getString(name));
    }

    private static List<String> texts(Set<?> values) {
        return values.stream().map(Object::toString).sorted().toList();
    }
}
