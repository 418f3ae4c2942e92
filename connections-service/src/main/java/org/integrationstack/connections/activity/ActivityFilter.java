package org.integrationstack.connections.activity;

import java.time.Instant;
import java.util.Optional;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * Which acts of a tenant are meant; an absent part means any.
 *
 * @param owner present for a caller who sees only what is theirs
 * @param narrowing to whose acts the caller is narrowed; an act of no provider or connection is of none that is named
 * @param from at or after
 * @param to before
 */
public record ActivityFilter(
        TenantId tenant,
        Optional<UserId> owner,
        Narrowing narrowing,
        Optional<ConnectionId> connection,
        Optional<String> provider,
        Optional<String> type,
        Optional<Instant> from,
        Optional<Instant> to) {

    /** Everything the caller sees. */
    public static ActivityFilter visibleTo(Caller caller) {
        Optional<UserId> owner = caller.seesWholeTenant() ? Optional.empty() : Optional.of(caller.subject());
        return new ActivityFilter(
                caller.tenant(),
                owner,
                caller.narrowing(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
