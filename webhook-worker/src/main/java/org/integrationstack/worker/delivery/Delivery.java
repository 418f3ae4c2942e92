package org.integrationstack.worker.delivery;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * One webhook, as one tenant got it.
 *
 * @param event the gateway's id of the receipt; shared by the deliveries of all tenants the webhook belongs to
 * @param tenant whom it belongs to; empty while no connection matches
 * @param connection the connection whose proven account is the event's
 * @param owner who made that connection
 * @param endpoint the endpoint it came to; empty for a provider-wide webhook
 * @param account the provider's account that the event belongs to
 * @param type the provider's name of the event, with its action: {@code pull_request.opened}
 * @param deliveryId the provider's own id of the delivery
 * @param key within a key, deliveries are handled in order of arrival
 * @param reason why it was ignored, failed last, or was given up
 * @param attempts how many attempts were made: what was cut off, as when a replica dies, and waiting do not count
 * @param settledAt when it reached a status that it keeps
 * @param duplicateOf the first delivery with the same provider's id
 * @param replayOf the delivery that this one replays: one that was received, not itself a replay
 * @param replay by which replay it was made
 * @param forced whether a replay is to do again what its original already did
 * @param traceParent the W3C trace context of the provider's request
 */
public record Delivery(
        DeliveryId id,
        UUID event,
        Optional<TenantId> tenant,
        Optional<ConnectionId> connection,
        Optional<UserId> owner,
        String provider,
        Optional<String> endpoint,
        Optional<String> account,
        String type,
        String deliveryId,
        String key,
        DeliveryStatus status,
        Optional<String> reason,
        int attempts,
        Instant receivedAt,
        Optional<Instant> settledAt,
        Optional<DeliveryId> duplicateOf,
        Optional<DeliveryId> replayOf,
        Optional<UUID> replay,
        boolean forced,
        Optional<String> traceParent) {

    /**
     * What the names of this delivery's effects follow from, so that each happens once: the delivery that was received,
     * for itself and for its replays, unless a replay is to do them again.
     */
    public DeliveryId origin() {
        return forced ? id : replayOf.orElse(id);
    }

    /** The same with one attempt more: the one that is about to be made. */
    public Delivery withAnAttempt() {
        return new Delivery(
                id,
                event,
                tenant,
                connection,
                owner,
                provider,
                endpoint,
                account,
                type,
                deliveryId,
                key,
                status,
                reason,
                attempts + 1,
                receivedAt,
                settledAt,
                duplicateOf,
                replayOf,
                replay,
                forced,
                traceParent);
    }
}
