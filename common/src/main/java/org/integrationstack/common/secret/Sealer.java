package org.integrationstack.common.secret;

/**
 * Authenticated encryption. What was sealed with some associated data (say tenant, connection and field) opens only
 * with the same: a sealed value copied to another row does not open there. Thread-safe.
 */
public interface Sealer {
    /** Encrypts under the primary key, with a fresh nonce. */
    byte[] seal(byte[] plain, byte[] associatedData);

    /**
     * Decrypts under whichever key sealed it.
     *
     * @throws SealBrokenException when it was not sealed with these keys and this associated data
     */
    byte[] open(byte[] sealed, byte[] associatedData) throws SealBrokenException;
}
