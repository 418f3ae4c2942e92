package org.integrationstack.connections.connection;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;

/**
 * Which connections of a tenant are meant; an absent part means any.
 *
 * @param statuses any of them; none for whatever status
 * @param labels all of them
 * @param owner present for a caller who sees only what is theirs
 * @param narrowing to which connections the caller is narrowed
 */
public record ConnectionFilter(
        TenantId tenant,
        Optional<UserId> owner,
        Narrowing narrowing,
        Optional<ProviderId> provider,
        Set<ConnectionStatus> statuses,
        Optional<String> externalId,
        List<Label> labels) {
    public ConnectionFilter {
        statuses = Set.copyOf(statuses);
        labels = List.copyOf(labels);
    }

    /** Everything the caller sees. */
    public static ConnectionFilter visibleTo(Caller caller) {
        Optional<UserId> owner = caller.seesWholeTenant() ? Optional.empty() : Optional.of(caller.subject());
        return new ConnectionFilter(
                caller.tenant(), owner, caller.narrowing(), Optional.empty(), Set.of(), Optional.empty(), List.of());
    }

    /** Those of these ids, which are not none. */
    static ConnectionFilter these(TenantId tenant, Set<ConnectionId> ids) {
        Narrowing these = new Narrowing(Set.of(), ids);
        return new ConnectionFilter(
                tenant, Optional.empty(), these, Optional.empty(), Set.of(), Optional.empty(), List.of());
    }

    /** The same, of these statuses. */
    public ConnectionFilter of(Set<ConnectionStatus> wanted) {
        return new ConnectionFilter(tenant, owner, narrowing, provider, wanted, externalId, labels);
    }
}
