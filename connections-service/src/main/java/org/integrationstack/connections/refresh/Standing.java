package org.integrationstack.connections.refresh;

import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.Grant;

/** What the fate of a token means for its connection. Each change is one transaction, told to the others with it. */
public interface Standing {

    /**
     * Only the owner can renew the connection. Takes place, with the lease let go, if the fence holds; says whether it
     * does.
     */
    Uni<Boolean> lost(Fence held, Trouble trouble);

    /** Its token cannot be renewed for now. */
    Uni<Void> failing(TokenRef ref);

    /** A token that was issued for it when it had just ended: it is given back. */
    Uni<Void> orphaned(StoredToken token, Grant grant);

    /** Its token was renewed after it could not be. */
    Uni<Void> recovered(TokenRef ref);
}
