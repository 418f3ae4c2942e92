package org.integrationstack.connections.credentials;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.ApiSecrets;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.refresh.Demand;
import org.integrationstack.connections.refresh.Refreshed;
import org.integrationstack.connections.refresh.Refreshing;
import org.integrationstack.connections.refresh.StoredToken;
import org.integrationstack.connections.refresh.TokenOpening;
import org.integrationstack.connections.refresh.TokenProblems;
import org.integrationstack.connections.refresh.TokenRef;

/** Opens a connection's token for use, renewed first where it has ended. Fails with the problem that says why it cannot. */
@ApplicationScoped
public class Credentials {
    private final Refreshing refreshing;
    private final TokenOpening opening;
    private final Providers providers;
    private final ApiSecrets secrets;

    @Inject
    Credentials(Refreshing refreshing, TokenOpening opening, Providers providers, ApiSecrets secrets) {
        this.refreshing = refreshing;
        this.opening = opening;
        this.providers = providers;
        this.secrets = secrets;
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
                ? opening.openForUse(usable.token()).map(grant -> credential(usable.token(), grant))
                : Uni.createFrom().failure(TokenProblems.of(outcome));
    }

    private Credential credential(StoredToken token, Grant grant) {
        return new Credential(token, grant, secret(token, grant));
    }

    /** A further token is always sent itself: it is there for what the main one cannot do. */
    private Secret secret(StoredToken token, Grant grant) {
        if (!token.ref().slot().equals(TokenSlot.MAIN)) {
            return grant.accessToken();
        }
        return providers
                .find(token.provider())
                .map(definition -> secrets.of(definition, token.kind(), grant)
                        .orElseThrow(() -> ProblemType.CONFLICT.asException(
                                "This installation has no client registration with the provider.")))
                .orElse(grant.accessToken());
    }
}
