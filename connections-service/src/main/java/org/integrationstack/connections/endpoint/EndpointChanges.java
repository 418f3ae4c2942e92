package org.integrationstack.connections.endpoint;

import java.time.Clock;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.UserId;

/** Has the gateway and the activity log hear of what happens to endpoints, in the transaction in which it does. */
@ApplicationScoped
class EndpointChanges {
    private final Endpoints endpoints;
    private final EndpointEvents events;
    private final SecretVault vault;
    private final Clock clock;

    @Inject
    EndpointChanges(Endpoints endpoints, EndpointEvents events, SecretVault vault, Clock clock) {
        this.endpoints = endpoints;
        this.events = events;
        this.vault = vault;
        this.clock = clock;
    }

    /** Tells of an endpoint that was stored, and by whom. */
    Uni<Void> tell(Endpoint endpoint, EndpointEvents.Act act, UserId by, Instant now) {
        return publish(endpoint, now).chain(() -> events.happened(endpoint, act, by, now));
    }

    /** Tells the gateway alone, of the secrets that prove anything. */
    Uni<Void> publish(Endpoint endpoint, Instant now) {
        return vault.open(endpoint.tenant(), endpoint.goodSecrets(now))
                .chain(secrets -> events.changed(endpoint.with(secrets), now));
    }

    /** Removes an endpoint that this transaction has locked, and tells of it. */
    Uni<Void> remove(Endpoint endpoint, UserId by) {
        return endpoints
                .remove(endpoint)
                .chain(() -> events.gone(endpoint))
                .chain(() -> events.happened(endpoint, EndpointEvents.Act.DELETED, by, clock.instant()));
    }
}
