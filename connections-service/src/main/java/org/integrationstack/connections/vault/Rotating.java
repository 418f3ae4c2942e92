package org.integrationstack.connections.vault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/**
 * Works on the rotation under way, step by step; each can be done again, so whichever replica comes next goes on where
 * one was interrupted. Rows are resealed in small transactions that hold no row longer than that and pass over rows
 * which somebody else is changing; passes are made until none is left.
 *
 * <p>A replica notices changed keys within {@link VaultSettings#spread}: the new key seals only when every replica can
 * open with it, and the old ones are destroyed only when none has sealed with them for that long. Were a replica slower
 * than that, Postgres would refuse its row, not lose it.
 */
public final class Rotating {
    private static final Logger LOG = Logger.getLogger(Rotating.class);

    /** How soon rows that do not open are tried again: whoever reconnects or deletes them does so by hand. */
    private static final Duration STUCK = Duration.ofSeconds(30);

    private final Rotations rotations;
    private final Vault vault;
    private final Keyring keyring;
    private final List<SealedTable> tables;
    private final VaultSettings settings;
    private final VaultMetrics metrics;
    private final UUID worker = UUID.randomUUID();

    private volatile boolean stopping;

    Rotating(
            Rotations rotations,
            Vault vault,
            Keyring keyring,
            List<SealedTable> tables,
            VaultSettings settings,
            VaultMetrics metrics) {
        this.rotations = rotations;
        this.vault = vault;
        this.keyring = keyring;
        this.tables = tables;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Does what can be done now; nothing when no rotation is under way, or another replica works on it. */
    public Uni<Void> work() {
        return rotations
                .claim(worker)
                .chain(claimed ->
                        claimed.map(this::step).orElseGet(() -> Uni.createFrom().voidItem()))
                .onFailure(Rotations.LeaseLostException.class)
                .recoverWithNull();
    }

    /** Ends after the batch in hand. */
    void stop() {
        stopping = true;
    }

    private Uni<Void> step(Rotation rotation) {
        return switch (rotation.state()) {
            case PREPARING -> prepare(rotation);
            case SPREADING -> promote(rotation);
            case RESEALING -> reseal(rotation);
            case DONE -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> prepare(Rotation rotation) {
        LOG.infof("rotation %s of the data keys, asked for by %s, begins", rotation.id(), rotation.requestedBy());
        return forEach(vault.purposes(), purpose -> keyring.addKey(rotation.id(), purpose))
                .chain(() -> rotations.spread(worker, settings.spread()));
    }

    private Uni<Void> promote(Rotation rotation) {
        return forEach(vault.purposes(), purpose -> keyring.promote(rotation.id(), purpose))
                .chain(vault::load)
                .chain(() -> rotations.beginResealing(worker, outdated()));
    }

    private Uni<Void> reseal(Rotation rotation) {
        return vault.refresh().chain(() -> pass()).chain(pass -> conclude(rotation, pass));
    }

    private Uni<Void> conclude(Rotation rotation, Pass pass) {
        if (stopping) {
            return rotations.release(worker, pass.unreadable, Duration.ZERO);
        }
        if (pass.unreadable > 0) {
            LOG.errorf(
                    "rotation %s cannot end: %d rows do not open and need to be connected anew or removed",
                    rotation.id(), pass.unreadable);
            return rotations.release(worker, pass.unreadable, STUCK);
        }
        return pass.resealed > 0 ? rotations.release(worker, 0, settings.spread()) : retire(rotation);
    }

    /** A pass has found nothing, and long enough after the one before: what still comes is refused by Postgres. */
    private Uni<Void> retire(Rotation rotation) {
        return Multi.createFrom()
                .iterable(vault.purposes())
                .onItem()
                .transformToUniAndConcatenate(keyring::retire)
                .collect()
                .asList()
                .chain(retired -> retired.contains(false)
                        ? rotations.release(worker, 0, Duration.ZERO)
                        : rotations
                                .finish(worker)
                                .invoke(() -> LOG.infof(
                                        "rotation %s of the data keys is done; the old keys are destroyed",
                                        rotation.id())));
    }

    private Uni<Pass> pass() {
        return Multi.createFrom()
                .iterable(tables)
                .onItem()
                .transformToMultiAndConcatenate(this::batches)
                .collect()
                .in(Pass::new, Pass::add);
    }

    private Multi<Rotations.Batch> batches(SealedTable table) {
        DataKeys keys = vault.keys(table.purpose());
        AtomicReference<Optional<Rotations.RowId>> after = new AtomicReference<>(Optional.empty());
        return Multi.createBy()
                .repeating()
                .uni(() -> rotations.reseal(worker, table, keys, after.get(), settings.batch()))
                .whilst(batch -> batch.last().isPresent() && !stopping)
                .invoke(batch -> after.set(batch.last()))
                .invoke(batch -> metrics.resealed(table, batch));
    }

    private List<Rotations.Outdated> outdated() {
        return tables.stream()
                .map(table -> new Rotations.Outdated(
                        table, vault.keys(table.purpose()).primaryId()))
                .toList();
    }

    private static <T> Uni<Void> forEach(Iterable<T> items, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** What all batches of all tables came to. */
    private static final class Pass {
        private long resealed;
        private long unreadable;

        void add(Rotations.Batch batch) {
            resealed += batch.resealed();
            unreadable += batch.unreadable();
        }
    }
}
