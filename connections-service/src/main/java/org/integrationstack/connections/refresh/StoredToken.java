package org.integrationstack.connections.refresh;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * A token and what belongs to it, as one statement read it: nothing in here is older than anything else. Its secrets
 * are sealed.
 *
 * @param status the connection's
 * @param trouble what ails this token
 * @param scopes what was granted with it
 * @param inputs what was given at connect, for the provider's URLs
 */
public record StoredToken(
        TokenRef ref,
        UserId owner,
        ProviderId provider,
        URI issuer,
        ConnectionKind kind,
        ConnectionStatus status,
        Optional<Trouble> trouble,
        long connectionVersion,
        String accountId,
        Set<String> scopes,
        Map<String, String> inputs,
        SealedGrant grant,
        TokenState state) {
    public StoredToken {
        Objects.requireNonNull(ref, "ref");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(trouble, "trouble");
        scopes = Set.copyOf(scopes);
        inputs = Map.copyOf(inputs);
        Objects.requireNonNull(grant, "grant");
        Objects.requireNonNull(state, "state");
    }

    /** What holds as long as nothing has changed since it was read. */
    Fence fence() {
        return new Fence(ref, state.version(), state.epoch());
    }

    /** Whether it is gone for good: its connection, or this further token of it, must be authorized again. */
    boolean lost() {
        return ref.slot().equals(TokenSlot.MAIN)
                ? status == ConnectionStatus.NEEDS_REAUTHORIZATION
                : trouble.filter(Trouble::isFinal).isPresent();
    }

    @Override
    public String toString() {
        return "StoredToken[" + ref + ", version=" + state.version() + ", status=" + status + "]";
    }
}
