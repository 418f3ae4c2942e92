package org.integrationstack.connections.vault;

import java.util.Set;

import org.integrationstack.common.secret.KeyPurpose;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Sealer;

/** The keys of one purpose as they were when read. Thread-safe. */
public final class DataKeys {
    private final KeyPurpose purpose;
    private final long version;
    private final Keyset keyset;
    private final Sealer sealer;

    DataKeys(KeyPurpose purpose, long version, Keyset keyset) {
        this.purpose = purpose;
        this.version = version;
        this.keyset = keyset;
        this.sealer = keyset.sealer();
    }

    /** Seals the value of a field under the primary key. */
    public byte[] seal(Place place, String field, byte[] plain) {
        return sealer.seal(plain, mine(place).field(field));
    }

    /**
     * The value of a field again.
     *
     * @throws SealBrokenException when it was not sealed for this field of this row, or under none of these keys
     */
    public byte[] open(Place place, String field, byte[] sealed) {
        return sealer.open(sealed, mine(place).field(field));
    }

    /** The key that seals now. */
    public long primaryId() {
        return keyset.primaryId();
    }

    int size() {
        return keyset.ids().size();
    }

    long version() {
        return version;
    }

    boolean has(Set<Long> ids) {
        return keyset.ids().containsAll(ids);
    }

    private Place mine(Place place) {
        if (!place.purpose().equals(purpose)) {
            throw new IllegalArgumentException(
                    "the keys for %s seal nothing for %s".formatted(purpose, place.purpose()));
        }
        return place;
    }
}
