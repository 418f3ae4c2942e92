package org.integrationstack.worker.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.Role;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;

/** The ledger as callers see it: each only what it may. */
public interface Deliveries {

    /** A page of what the audience sees, newest first. */
    Uni<Page<Delivery>> page(Audience audience, Filter filter, Optional<Position> after);

    /** The delivery, or empty: when there is none, and just so when the audience may not see it. */
    Uni<Optional<Delivery>> find(Audience audience, DeliveryId id);

    /** The delivery, as far as the transaction may see it: one of its tenant. */
    Uni<Optional<Delivery>> find(SqlConnection transaction, DeliveryId id);

    /** What the provider sent, or empty as for {@link #find(Audience, DeliveryId)}. */
    Uni<Optional<Payload>> payload(Audience audience, DeliveryId id);

    /** The attempts made at it, first to last; or empty as for {@link #find}. */
    Uni<Optional<List<Attempt>>> attempts(Audience audience, DeliveryId id);

    /**
     * What somebody may see.
     *
     * @param tenant the tenant whose deliveries are open to them
     * @param owner if present, only deliveries of this user's connections
     * @param narrowing to which of the tenant's connections they are narrowed
     * @param unrouted whether deliveries that belong to no tenant are open to them
     */
    record Audience(Optional<TenantId> tenant, Optional<UserId> owner, Narrowing narrowing, boolean unrouted) {
        public Audience {
            Objects.requireNonNull(tenant, "tenant");
            Objects.requireNonNull(owner, "owner");
            Objects.requireNonNull(narrowing, "narrowing");
        }

        /**
         * An admin or a program sees its tenant's deliveries, a user those of its own connections, an operator those
         * that belong to nobody; whoever is narrowed, what lies within.
         */
        public static Audience of(Caller caller) {
            boolean seesSome = caller.seesWholeTenant() || caller.isUserOnly();
            return new Audience(
                    seesSome ? Optional.of(caller.tenant()) : Optional.empty(),
                    caller.seesWholeTenant() ? Optional.empty() : Optional.of(caller.subject()),
                    caller.narrowing(),
                    caller.roles().contains(Role.OPERATOR));
        }

        /**
         * Whose deliveries a caller may replay: its tenant's, as far as it is not narrowed. What belongs to nobody is
         * nobody's to replay, an operator's neither.
         *
         * @throws ForbiddenException when that is not the caller's to do
         */
        public static Audience ofReplays(Caller caller) {
            if (!caller.seesWholeTenant()) {
                throw new ForbiddenException("replays are for admins and programs");
            }
            return new Audience(Optional.of(caller.tenant()), Optional.empty(), caller.narrowing(), false);
        }
    }

    /**
     * Which deliveries are asked for; what is empty restricts nothing.
     *
     * @param from received at this time or later
     * @param to received before this time
     */
    record Filter(
            Optional<String> provider,
            Optional<String> endpoint,
            Optional<ConnectionId> connection,
            Optional<String> type,
            Optional<DeliveryStatus> status,
            Optional<String> key,
            Optional<Instant> from,
            Optional<Instant> to) {}
}
