package org.integrationstack.connections.authorization;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.connections.connection.ConnectOutcome;
import org.integrationstack.connections.connection.Connecting;
import org.integrationstack.connections.connection.Reservation;

/** Connects what a program's link led to, for that program alone. */
@ApplicationScoped
public class Redeeming {
    private final OneTimeRecords records;
    private final Connecting connecting;
    private final AuthorizationMetrics metrics;

    @Inject
    Redeeming(OneTimeRecords records, Connecting connecting, AuthorizationMetrics metrics) {
        this.records = records;
        this.connecting = connecting;
        this.metrics = metrics;
    }

    /**
     * What came of connecting it; empty when the code is used, too old, or another's. Another's code is left to whom it
     * belongs.
     */
    public Uni<Optional<ConnectOutcome>> redeem(Caller caller, OneTimeSecret code) {
        return records.peek(Completing.RESULT, code)
                .map(found -> found.filter(result -> belongsTo(caller, result)))
                .chain(own -> own.map(result -> connect(result).call(() -> forget(code)))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    /** The database has it redeemed once; until then the code stays good, so that an outage takes nothing away. */
    private Uni<Void> forget(OneTimeSecret code) {
        return records.take(Completing.RESULT, code)
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }

    private static boolean belongsTo(Caller caller, ProvenResult result) {
        return caller.tenant().equals(result.request().tenant())
                && caller.subject().equals(result.request().initiator());
    }

    private Uni<Optional<ConnectOutcome>> connect(ProvenResult result) {
        return connecting
                .connect(
                        result.toProvenAccount(),
                        result.request().connection(),
                        Optional.of(Reservation.ofGrants(result.reservation())))
                .invoke(outcome -> count(outcome, result.request().provider()))
                .map(outcome -> Optional.of(outcome).filter(it -> !(it instanceof ConnectOutcome.TooLate)));
    }

    private void count(ConnectOutcome outcome, String provider) {
        if (outcome instanceof ConnectOutcome.Connected) {
            metrics.completed(provider);
        }
    }
}
