package org.integrationstack.worker.delivery.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.DeliveryStatus;

/** The condition of a query on deliveries, built from fixed texts and numbered parameters; begins with the audience. */
final class Conditions {
    private final List<String> clauses = new ArrayList<>();
    private final Tuple values = Tuple.tuple();

    Conditions(Audience audience) {
        List<String> open = new ArrayList<>();
        audience.tenant().ifPresent(tenant -> open.add(ofTenant(tenant, audience)));
        if (audience.unrouted()) {
            open.add("d.tenant is null");
        }
        clauses.add(open.isEmpty() ? "false" : "(" + String.join(" or ", open) + ")");
    }

    private String ofTenant(TenantId tenant, Audience audience) {
        List<String> all = new ArrayList<>();
        all.add("d.tenant = " + value(tenant.value()));
        audience.owner().ifPresent(user -> all.add("d.owner = " + value(user.value())));
        Set<ProviderId> providers = audience.narrowing().providers();
        if (!providers.isEmpty()) {
            String[] names = providers.stream().map(ProviderId::value).toArray(String[]::new);
            all.add("d.provider = any(" + value(names) + ")");
        }
        Set<ConnectionId> connections = audience.narrowing().connections();
        if (!connections.isEmpty()) {
            UUID[] ids = connections.stream().map(ConnectionId::value).toArray(UUID[]::new);
            all.add("d.connection = any(" + value(ids) + ")");
        }
        return "(" + String.join(" and ", all) + ")";
    }

    /** Adds a condition, whose {@code %s} is the value; nothing where there is no value. */
    Conditions and(String clause, Optional<?> value) {
        value.ifPresent(present -> clauses.add(clause.formatted(value(present))));
        return this;
    }

    /** Only what is asked for. What is dead, or open, has an index of its own. */
    Conditions and(Filter filter) {
        filter.status().ifPresent(status -> {
            if (status == DeliveryStatus.DEAD) {
                clauses.add("d.dead");
            } else if (status.isOpen()) {
                clauses.add("d.settled_at is null");
            }
        });
        return and("d.provider = %s", filter.provider())
                .and("d.endpoint = %s", filter.endpoint())
                .and("d.connection = %s", filter.connection().map(ConnectionId::value))
                .and("d.type = %s", filter.type())
                .and("d.status = %s", filter.status().map(DeliveryStatus::text))
                .and("d.key = %s", filter.key())
                .and("d.received_at >= %s", filter.from().map(Conditions::time))
                .and("d.received_at < %s", filter.to().map(Conditions::time));
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Only what comes after a place, newest first. */
    Conditions after(Optional<Position> position) {
        position.ifPresent(place -> clauses.add("(d.received_at, d.id) < (%s, %s)"
                .formatted(value(place.at().atOffset(ZoneOffset.UTC)), value(place.id()))));
        return this;
    }

    String sql() {
        return String.join(" and ", clauses);
    }

    Tuple values() {
        return values;
    }

    /** Only what comes after a place, oldest first; everything where there is none. */
    Conditions beyond(OffsetDateTime at, UUID id) {
        if (at != null) {
            clauses.add("(d.received_at, d.id) > (%s, %s)".formatted(value(at), value(id)));
        }
        return this;
    }

    /** Adds a value, and tells how a statement names it. */
    String value(Object value) {
        values.addValue(value);
        return "$" + values.size();
    }
}
