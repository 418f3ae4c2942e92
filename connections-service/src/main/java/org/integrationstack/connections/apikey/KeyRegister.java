package org.integrationstack.connections.apikey;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;

/** The kept keys. A change is told to the other services, and shown in the activity log, if and only if it is kept. */
public interface KeyRegister {

    /**
     * Adds a key, unless the tenant has that many good ones.
     *
     * @param text the key itself, kept sealed for a day where the request may come again, and else not at all
     */
    Uni<AddOutcome> add(IssuedKey key, ApiKey text, int most, Optional<Once> once);

    /** The key of that id. */
    Uni<Optional<IssuedKey>> find(TenantId tenant, UUID id);

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
