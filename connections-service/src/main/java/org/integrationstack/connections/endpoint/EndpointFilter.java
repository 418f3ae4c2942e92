package org.integrationstack.connections.endpoint;

import java.util.Optional;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;

/**
 * Which endpoints of a tenant are meant; an absent part means any.
 *
 * @param owner present for a caller who sees only what is theirs
 * @param narrowing to which connections the caller is narrowed
 */
public record EndpointFilter(
        TenantId tenant,
        Optional<UserId> owner,
        Narrowing narrowing,
        Optional<ProviderId> provider,
        Optional<ConnectionId> connection) {

    /** Of everything that the caller sees, what these name. */
    public static EndpointFilter visibleTo(
            Caller caller, Optional<ProviderId> provider, Optional<ConnectionId> connection) {
        Optional<UserId> owner = caller.seesWholeTenant() ? Optional.empty() : Optional.of(caller.subject());
        return new EndpointFilter(caller.tenant(), owner, caller.narrowing(), provider, connection);
    }
}
