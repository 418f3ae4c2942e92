package org.integrationstack.gateway.signature;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.secret.Secret;

/** Verifies by one scheme under one or more secrets, any of which may have signed. Thread-safe. */
public interface SignatureVerifier {

    /**
     * What the headers claim, before the body has been read; empty where the signature is missing, doubled or malformed.
     *
     * @param headers all values of a header, by its name in any letter case
     */
    Optional<Claim> claim(Function<String, List<String>> headers);

    /** A well-formed signature whose truth depends on the body. */
    interface Claim {

        /** Whether it is the signature of this body, and recent where the scheme says so. */
        boolean proves(byte[] body);
    }

    /**
     * The verifier for a scheme.
     *
     * @param secrets one at least
     */
    static SignatureVerifier of(SignatureScheme scheme, List<Secret> secrets, InstantSource clock) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a signature cannot be verified without a secret");
        }
        if (scheme instanceof Hmac hmac) {
            return new HmacVerifier(hmac, secrets, clock);
        }
        throw new IllegalArgumentException(
                "no verifier for " + scheme.getClass().getSimpleName());
    }
}
