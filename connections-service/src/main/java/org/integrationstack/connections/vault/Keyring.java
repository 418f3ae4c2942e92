package org.integrationstack.connections.vault;

import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.secret.KeyEncryptionKey;
import org.integrationstack.common.secret.KeyPurpose;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Secret;

/**
 * The stored keysets, unwrapped. Replicas may do the same at once: a change is made of the keyset as it was read, or not
 * at all. The key-encryption key is asked between transactions, never inside one.
 */
final class Keyring {
    private static final Logger LOG = Logger.getLogger(Keyring.class);

    private final Keysets keysets;
    private final KeyEncryptionKey kek;

    Keyring(Keysets keysets, KeyEncryptionKey kek) {
        this.keysets = keysets;
        this.kek = kek;
    }

    /**
     * The keys of a purpose: made when there are none yet, and wrapped anew when the key-encryption key has changed.
     * Fails with {@link SealBrokenException}, in plain words, when they do not open under it.
     */
    Uni<DataKeys> load(KeyPurpose purpose) {
        return findOrCreate(purpose)
                .chain(this::unwrap)
                .call(opened -> opened.current() ? Uni.createFrom().voidItem() : rewrap(opened))
                .map(opened -> new DataKeys(purpose, opened.stored().version(), opened.keyset()));
    }

    /** Adds the rotation's key, which opens from now on but does not seal; once, however often it is asked. */
    Uni<Void> addKey(UUID rotation, KeyPurpose purpose) {
        return keysets.keyOf(rotation, purpose)
                .chain(added -> added.isPresent()
                        ? Uni.createFrom().voidItem()
                        : open(purpose)
                                .chain(opened -> replace(opened, opened.keyset().withNewKey(), Optional.of(rotation)))
                                .invoke(replaced -> requireDone(replaced, purpose))
                                .replaceWithVoid());
    }

    /** Makes the rotation's key the one that seals. */
    Uni<Void> promote(UUID rotation, KeyPurpose purpose) {
        return keysets.keyOf(rotation, purpose)
                .map(Optional::orElseThrow)
                .chain(id -> open(purpose)
                        .chain(opened -> replace(opened, opened.keyset().withPrimary(id), Optional.of(rotation))))
                .invoke(replaced -> requireDone(replaced, purpose))
                .replaceWithVoid();
    }

    /** Destroys all keys but the one that seals; false when a row is still sealed under one of them. */
    Uni<Boolean> retire(KeyPurpose purpose) {
        return open(purpose)
                .chain(opened -> opened.keyset().ids().size() == 1
                        ? Uni.createFrom().item(Keysets.Replaced.DONE)
                        : replace(opened, opened.keyset().withPrimaryAlone(), Optional.empty()))
                .map(replaced -> replaced == Keysets.Replaced.DONE);
    }

    private Uni<StoredKeyset> findOrCreate(KeyPurpose purpose) {
        return keysets.find(purpose)
                .chain(found -> found.map(it -> Uni.createFrom().item(it))
                        .orElseGet(() -> create(purpose)
                                .chain(() -> keysets.find(purpose))
                                .map(Optional::orElseThrow)));
    }

    private Uni<Void> create(KeyPurpose purpose) {
        Keyset keyset = Keyset.parse(Secret.of(Keyset.generate()));
        return kek.wrap(purpose, keyset.text()).chain(wrapped -> keysets.create(purpose, wrapped, keyset.primaryId()));
    }

    private Uni<Opened> open(KeyPurpose purpose) {
        return keysets.find(purpose).map(Optional::orElseThrow).chain(this::unwrap);
    }

    private Uni<Opened> unwrap(StoredKeyset stored) {
        return kek.unwrap(stored.purpose(), stored.wrapped())
                .map(unwrapped -> new Opened(stored, Keyset.parse(unwrapped.keyset()), unwrapped.current()))
                .onFailure(SealBrokenException.class)
                .transform(failure -> new SealBrokenException(
                        "the keys for %s do not open with %s: it is not the key that wrapped them, or they were altered"
                                .formatted(stored.purpose(), kek.name())));
    }

    /** What another replica has changed meanwhile, it has wrapped anew as well. */
    private Uni<Void> rewrap(Opened opened) {
        return replace(opened, opened.keyset(), Optional.empty())
                .invoke(() -> LOG.infof(
                        "the keys for %s are wrapped under the newest key of %s now",
                        opened.stored().purpose(), kek.name()))
                .replaceWithVoid();
    }

    private Uni<Keysets.Replaced> replace(Opened opened, Keyset changed, Optional<UUID> rotation) {
        return kek.wrap(opened.stored().purpose(), changed.text())
                .chain(wrapped ->
                        keysets.replace(new Keysets.Change(opened.stored(), wrapped, changed.ids(), rotation)));
    }

    private static void requireDone(Keysets.Replaced replaced, KeyPurpose purpose) {
        if (replaced != Keysets.Replaced.DONE) {
            throw new IllegalStateException("the keys for " + purpose + " were changed by another replica meanwhile");
        }
    }

    private record Opened(StoredKeyset stored, Keyset keyset, boolean current) {}
}
