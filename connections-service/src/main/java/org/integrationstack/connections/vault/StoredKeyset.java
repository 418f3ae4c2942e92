package org.integrationstack.connections.vault;

import org.integrationstack.common.secret.KeyPurpose;

/**
 * A keyset as it lies in the database. The array is not copied; nobody changes it.
 *
 * @param version raised by one with each change
 * @param wrapped encrypted under the key-encryption key
 */
@SuppressWarnings("ArrayRecordComponent") // unwrapped once; nobody compares wrapped keysets
public record StoredKeyset(KeyPurpose purpose, long version, byte[] wrapped) {}
