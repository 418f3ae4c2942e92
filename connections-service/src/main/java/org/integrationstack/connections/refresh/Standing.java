package org.integrationstack.connections.refresh;

import java.util.Set;

import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.Grant;

/** What the fate of a token means for its connection. Each change is one transaction, told to the others with it. */
public interface Standing {

    /**
     * Only the owner can renew the token: the main one, and so the connection, or a further one, without which it works.
     * Takes place, with the lease let go, if the fence holds; says whether it does.
     */
    Uni<Boolean> lost(Fence held, Trouble trouble);

    /** The token cannot be renewed for now. */
    Uni<Void> failing(TokenRef ref);

    /** A token that was issued for a grant that its connection holds no more: it is given back. */
    Uni<Void> orphaned(StoredToken token, Grant grant);

    /** The token was renewed after it could not be. */
    Uni<Void> recovered(TokenRef ref);

    /** The token's renewal granted these scopes, which are others than before. */
    Uni<Void> granted(TokenRef ref, Set<String> scopes);
}
