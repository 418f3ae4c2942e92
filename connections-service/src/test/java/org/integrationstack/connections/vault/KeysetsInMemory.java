package org.integrationstack.connections.vault;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.secret.KeyPurpose;

/** Keysets as Postgres keeps them, without Postgres; several replicas may share one. */
final class KeysetsInMemory implements Keysets {
    final Map<KeyPurpose, StoredKeyset> stored = new HashMap<>();
    final Map<UUID, Long> added = new HashMap<>();

    /** Keys under which something is sealed still. */
    final Set<Long> inUse = new HashSet<>();

    final Set<Long> keys = new HashSet<>();
    int readings;

    @Override
    public Uni<Optional<StoredKeyset>> find(KeyPurpose purpose) {
        return Uni.createFrom().item(() -> {
            readings++;
            return Optional.ofNullable(stored.get(purpose));
        });
    }

    @Override
    public Uni<Map<KeyPurpose, Long>> versions() {
        Map<KeyPurpose, Long> versions = new HashMap<>();
        stored.forEach((purpose, keyset) -> versions.put(purpose, keyset.version()));
        return Uni.createFrom().item(versions);
    }

    @Override
    public Uni<Void> create(KeyPurpose purpose, byte[] wrapped, long keyId) {
        return Uni.createFrom().voidItem().invoke(() -> {
            if (stored.putIfAbsent(purpose, new StoredKeyset(purpose, 1, wrapped)) == null) {
                keys.add(keyId);
            }
        });
    }

    @Override
    public Uni<Optional<Long>> keyOf(UUID rotation, KeyPurpose purpose) {
        return Uni.createFrom().item(() -> Optional.ofNullable(added.get(rotation)));
    }

    @Override
    public Uni<Replaced> replace(Change change) {
        return Uni.createFrom().item(() -> {
            StoredKeyset previous = change.previous();
            if (stored.get(previous.purpose()).version() != previous.version()) {
                return Replaced.OUTDATED;
            }
            if (!change.keys().containsAll(inUse)) {
                return Replaced.IN_USE;
            }
            change.rotation()
                    .ifPresent(rotation -> change.keys().stream()
                            .filter(id -> !keys.contains(id))
                            .forEach(id -> added.put(rotation, id)));
            keys.clear();
            keys.addAll(change.keys());
            stored.put(
                    previous.purpose(), new StoredKeyset(previous.purpose(), previous.version() + 1, change.wrapped()));
            return Replaced.DONE;
        });
    }
}
