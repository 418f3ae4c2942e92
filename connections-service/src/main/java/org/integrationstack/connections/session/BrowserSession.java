package org.integrationstack.connections.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;

/** Who is signed in, where being signed in is not required. */
@ApplicationScoped
public class BrowserSession {
    private final CurrentIdentityAssociation identity;

    @Inject
    BrowserSession(CurrentIdentityAssociation identity) {
        this.identity = identity;
    }

    /**
     * The caller of the current request; empty when nobody is signed in, or the session has ended.
     *
     * <p>Fails with {@code ForbiddenException} when the session is of nobody's tenant.
     */
    public Uni<Optional<Caller>> caller() {
        return identity().map(current -> current.map(it -> Callers.of(it, List.of())));
    }

    /** As {@link #caller()}, with all that the session knows. */
    public Uni<Optional<SecurityIdentity>> identity() {
        return identity.getDeferredIdentity()
                .map(current -> Optional.of(current).filter(it -> !it.isAnonymous()))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(Optional.empty());
    }
}
