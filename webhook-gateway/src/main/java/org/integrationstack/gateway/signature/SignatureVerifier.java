package org.integrationstack.gateway.signature;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

/** Verifies deliveries of one kind to one address. Thread-safe. */
public interface SignatureVerifier {

    /**
     * What the head claims, before the body has been read; empty where the proof is missing, doubled or malformed, so that
     * no body could be genuine.
     */
    Optional<Claim> claim(SignedRequest request);

    /** A well-formed proof whose truth depends on the body, on the time, or on keys that are elsewhere. */
    interface Claim {

        /**
         * Judges. Takes time in proportion to the body; what needs no key from elsewhere is done when it is subscribed to,
         * on the caller's thread. Never fails: what cannot be judged is {@link Verdict#UNVERIFIABLE}.
         */
        Uni<Verdict> verify(byte[] body);
    }
}
