package org.integrationstack.connections.vault;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.secret.KeyPurpose;

/** The wrapped keysets, one per purpose, shared by all replicas. Each call is a transaction of its own. */
public interface Keysets {

    /** The keyset of that purpose, once it has been made. */
    Uni<Optional<StoredKeyset>> find(KeyPurpose purpose);

    /** The versions of all keysets: what changed since they were read. */
    Uni<Map<KeyPurpose, Long>> versions();

    /** Stores the first keyset of a purpose, with its one key; does nothing when there is one already. */
    Uni<Void> create(KeyPurpose purpose, byte[] wrapped, long keyId);

    /** The key that a rotation has added for that purpose. */
    Uni<Optional<Long>> keyOf(UUID rotation, KeyPurpose purpose);

    /** Stores a changed keyset, unless another change came first. */
    Uni<Replaced> replace(Change change);

    /**
     * @param previous what it was made of
     * @param keys the keys in it; those that it lacks are gone for good
     * @param rotation on whose behalf; the keys it adds are remembered as its
     */
    @SuppressWarnings("ArrayRecordComponent") // written once; nobody compares changes
    record Change(StoredKeyset previous, byte[] wrapped, Set<Long> keys, Optional<UUID> rotation) {
        public Change {
            keys = Set.copyOf(keys);
        }
    }

    /** What came of a change. */
    enum Replaced {
        DONE,
        /** Another change came first: read the keyset again. */
        OUTDATED,
        /** A row is still sealed under a key that was to go. */
        IN_USE
    }
}
