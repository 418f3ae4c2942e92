package org.integrationstack.connections.connection;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.integrationstack.connections.grant.TokenSlot;

/**
 * What a provider told one of our services: that access was taken back there.
 *
 * @param account whose it was
 * @param whole whether the app was removed from the account, rather than a token taken back
 * @param slot which token it was, where that is told
 * @param at when we were told: a token issued later is none of those that were meant
 */
public record Report(String account, boolean whole, TokenSlot slot, Optional<Instant> at) {
    public Report {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(slot, "slot");
        Objects.requireNonNull(at, "at");
    }
}
