package org.integrationstack.connections.refresh;

/**
 * What a token must still be like for a write to take place: nobody has stored a new token, nor changed anything else
 * that decides about it, since it was read or claimed.
 */
public record Fence(TokenRef ref, long version, long epoch) {

    /** As it is after a write of ours. */
    Fence next() {
        return new Fence(ref, version, epoch + 1);
    }
}
