package org.integrationstack.connections.vault;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.secret.KeyPurpose;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.SealBrokenException;

/**
 * The data keys of every purpose, as this replica knows them. What other replicas change it notices within a second,
 * and at once when it meets a value sealed under a key that it does not know. Thread-safe.
 */
public final class Vault {
    private static final Logger LOG = Logger.getLogger(Vault.class);

    private final Keyring keyring;
    private final Keysets keysets;
    private final Set<KeyPurpose> purposes;
    private final Map<KeyPurpose, DataKeys> keys = new ConcurrentHashMap<>();
    private final AtomicReference<Uni<Void>> loading = new AtomicReference<>();
    private final AtomicReference<String> trouble = new AtomicReference<>();

    Vault(Keyring keyring, Keysets keysets, List<SealedTable> tables) {
        this.keyring = keyring;
        this.keysets = keysets;
        this.purposes = tables.stream().map(SealedTable::purpose).collect(Collectors.toUnmodifiableSet());
    }

    /** The keys to seal with now. A problem of an unavailable dependency before they were first read. */
    public DataKeys keys(KeyPurpose purpose) {
        return Optional.ofNullable(keys.get(purpose))
                .orElseThrow(() -> ProblemType.DEPENDENCY_UNAVAILABLE.asException("The keys are not there yet."));
    }

    /**
     * The keys that open these values; read anew when one of them names a key that is not known. Fails with
     * {@link SealBrokenException} when there is no such key. Best called outside of a transaction: reading the keys takes
     * a connection of its own. Answers on the caller's context.
     */
    public Uni<DataKeys> keysFor(KeyPurpose purpose, Collection<byte[]> sealed) {
        return Uni.createFrom().deferred(() -> {
            Set<Long> ids = sealed.stream().map(Keyset::keyId).collect(Collectors.toSet());
            DataKeys known = keys.get(purpose);
            return known != null && known.has(ids)
                    ? Uni.createFrom().item(known)
                    : onContext(load()).map(loaded -> requireKeys(purpose, ids));
        });
    }

    /** Whoever has a session open goes on where it is open. */
    private static <T> Uni<T> onContext(Uni<T> work) {
        Context context = Vertx.currentContext();
        return context == null ? work : work.emitOn(task -> context.runOnContext(ignored -> task.run()));
    }

    /** Reads again what has changed. */
    public Uni<Void> refresh() {
        return keysets.versions()
                .chain(versions -> isCurrent(versions) ? Uni.createFrom().voidItem() : load());
    }

    /** Reads all keys, and makes those that are not there yet; calls at the same time share one reading. */
    Uni<Void> load() {
        return Uni.createFrom().deferred(() -> {
            Uni<Void> fresh = Multi.createFrom()
                    .iterable(purposes)
                    .onItem()
                    .transformToUniAndConcatenate(
                            purpose -> keyring.load(purpose).invoke(loaded -> keys.put(purpose, loaded)))
                    .collect()
                    .last()
                    .replaceWithVoid()
                    .onTermination()
                    .invoke(() -> loading.set(null))
                    .onItemOrFailure()
                    .invoke((done, failure) -> tell(failure))
                    .memoize()
                    .indefinitely();
            return loading.compareAndSet(null, fresh)
                    ? fresh
                    : Optional.ofNullable(loading.get()).orElse(fresh);
        });
    }

    /** Why this replica cannot read the keys as they are now; empty when it can. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble.get());
    }

    Set<KeyPurpose> purposes() {
        return purposes;
    }

    /** How many keys of that purpose open here. */
    int size(KeyPurpose purpose) {
        return Optional.ofNullable(keys.get(purpose)).map(DataKeys::size).orElse(0);
    }

    private void tell(Throwable failure) {
        String now = failure instanceof SealBrokenException ? failure.getMessage() : null;
        if (now != null && !now.equals(trouble.get())) {
            LOG.error(now);
        }
        trouble.set(now);
    }

    private boolean isCurrent(Map<KeyPurpose, Long> versions) {
        return purposes.stream()
                .allMatch(purpose -> keys.containsKey(purpose)
                        && Long.valueOf(keys.get(purpose).version()).equals(versions.get(purpose)));
    }

    private DataKeys requireKeys(KeyPurpose purpose, Set<Long> ids) {
        DataKeys loaded = keys(purpose);
        if (!loaded.has(ids)) {
            throw new SealBrokenException(
                    "sealed for %s under one of the keys %s, which is gone".formatted(purpose, ids));
        }
        return loaded;
    }
}
