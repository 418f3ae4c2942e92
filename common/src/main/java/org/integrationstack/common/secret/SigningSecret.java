package org.integrationstack.common.secret;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A secret with which a provider signs what it sends.
 *
 * @param until from when on it proves nothing any more: an absolute time, so that it ends whoever holds it and however
 *     late a change reaches them; empty for one that is good until further notice
 */
public record SigningSecret(Secret value, Optional<Instant> until) {
    public SigningSecret {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(until, "until");
    }

    /** One without an end. */
    public static SigningSecret of(Secret value) {
        return new SigningSecret(value, Optional.empty());
    }

    /** Whether it proves anything at that time; to be asked at each use. */
    public boolean isGoodAt(Instant now) {
        return until.map(now::isBefore).orElse(true);
    }
}
