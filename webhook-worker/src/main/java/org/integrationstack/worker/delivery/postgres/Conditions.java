package org.integrationstack.worker.delivery.postgres;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Position;
import org.integrationstack.worker.delivery.Deliveries.Audience;

/** The condition of a query on deliveries, built from fixed texts and numbered parameters; begins with the audience. */
final class Conditions {
    private final List<String> clauses = new ArrayList<>();
    private final Tuple values = Tuple.tuple();

    Conditions(Audience audience) {
        List<String> open = new ArrayList<>();
        audience.tenant().ifPresent(tenant -> open.add(ofTenant(tenant, audience.owner())));
        if (audience.unrouted()) {
            open.add("d.tenant is null");
        }
        clauses.add(open.isEmpty() ? "false" : "(" + String.join(" or ", open) + ")");
    }

    private String ofTenant(TenantId tenant, Optional<UserId> owner) {
        String ofTenant = "d.tenant = " + parameter(tenant.value());
        return owner.map(user -> "(" + ofTenant + " and d.owner = " + parameter(user.value()) + ")")
                .orElse(ofTenant);
    }

    /** Adds a condition, whose {@code %s} is the value; nothing where there is no value. */
    Conditions and(String clause, Optional<?> value) {
        value.ifPresent(present -> clauses.add(clause.formatted(parameter(present))));
        return this;
    }

    /** Only what comes after a place, newest first. */
    Conditions after(Optional<Position> position) {
        position.ifPresent(place -> clauses.add("(d.received_at, d.id) < (%s, %s)"
                .formatted(parameter(place.at().atOffset(ZoneOffset.UTC)), parameter(place.id()))));
        return this;
    }

    String sql() {
        return String.join(" and ", clauses);
    }

    Tuple values() {
        return values;
    }

    private String parameter(Object value) {
        values.addValue(value);
        return "$" + values.size();
    }
}
