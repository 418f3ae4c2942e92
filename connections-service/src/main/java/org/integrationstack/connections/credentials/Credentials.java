package org.integrationstack.connections.credentials;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.refresh.Demand;
import org.integrationstack.connections.refresh.Refreshed;
import org.integrationstack.connections.refresh.Refreshing;
import org.integrationstack.connections.refresh.TokenOpening;
import org.integrationstack.connections.refresh.TokenProblems;
import org.integrationstack.connections.refresh.TokenRef;

/** Opens a connection's token for use, renewed first where it has ended. Fails with the problem that says why it cannot. */
@ApplicationScoped
public class Credentials {
    private final Refreshing refreshing;
    private final TokenOpening opening;

    @Inject
    Credentials(Refreshing refreshing, TokenOpening opening) {
        this.refreshing = refreshing;
        this.opening = opening;
    }

    /** The credential as it stands now. */
    public Uni<Credential> of(TokenRef ref) {
        return refreshing.token(ref, Demand.use()).chain(this::open);
    }

    /** A newer credential than one that the provider refused; that very one again where the provider honours it after all. */
    public Uni<Credential> insteadOf(TokenRef ref, long rejectedVersion) {
        return refreshing.token(ref, Demand.refused(rejectedVersion)).chain(this::open);
    }

    private Uni<Credential> open(Refreshed outcome) {
        return outcome instanceof Refreshed.Usable usable
                ? opening.open(usable.token()).map(grant -> new Credential(usable.token(), grant))
                : Uni.createFrom().failure(TokenProblems.of(outcome));
    }
}
