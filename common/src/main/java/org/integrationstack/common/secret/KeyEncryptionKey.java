package org.integrationstack.common.secret;

import io.smallrye.mutiny.Uni;

/**
 * The key that encrypts keys, and nothing else: data keysets lie wrapped beside the data, and this one lies elsewhere.
 * Here it comes from the environment or from a file ({@link LocalKeyEncryptionKey}); a key management service is
 * another implementation, which wraps and unwraps over the network and never shows its key. Asked at start and when
 * keys change, not per value. What is wrapped stays under 4 KiB. Thread-safe.
 */
public interface KeyEncryptionKey {
    /** How the logs call it, e.g. the environment variable that holds it. */
    String name();

    /** The keyset ({@link Keyset#text()}), encrypted for this purpose under the key's newest version. */
    Uni<byte[]> wrap(KeyPurpose purpose, Secret keyset);

    /**
     * The keyset again. Fails with {@link SealBrokenException} when it was wrapped under another key, for another
     * purpose, or altered.
     */
    Uni<Unwrapped> unwrap(KeyPurpose purpose, byte[] wrapped);

    /**
     * @param current whether the key's newest version wrapped it; if not, it is to be wrapped anew
     */
    record Unwrapped(Secret keyset, boolean current) {}
}
