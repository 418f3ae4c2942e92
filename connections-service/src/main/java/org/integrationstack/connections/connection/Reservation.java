package org.integrationstack.connections.connection;

import java.util.Objects;
import java.util.UUID;

/**
 * What is given back unless somebody takes it, in the transaction that attaches the grants to a connection.
 *
 * @param place where {@link RevocationQueue} has it
 * @param code whether it is the code that the grants were exchanged for, rather than they themselves
 */
public record Reservation(UUID place, boolean code) {
    public Reservation {
        Objects.requireNonNull(place, "place");
    }

    /** Of grants that wait to be redeemed. */
    public static Reservation ofGrants(UUID place) {
        return new Reservation(place, false);
    }

    static Reservation ofCode() {
        return new Reservation(UUID.randomUUID(), true);
    }
}
