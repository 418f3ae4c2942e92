package org.integrationstack.connections.apikey;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;

/** The kept keys. A change is told to the other services, and shown in the activity log, if and only if it is kept. */
public interface KeyRegister {

    /** Adds a key; false, and nothing is done, when the tenant has that many good ones. */
    Uni<Boolean> add(IssuedKey key, int most);

    /** Ends a key now, or leaves it as it ended before; false when the tenant has none of that id. */
    Uni<Boolean> revoke(Caller admin, UUID id, Instant now);

    /** A page, newest first. */
    Uni<Page<IssuedKey>> page(TenantId tenant, Optional<Position> after);

    /**
     * Forgets keys that expired before that time, here and in the other services; some at a time.
     *
     * @return how many
     */
    Uni<Integer> forgetExpired(Instant before);
}
