package org.integrationstack.worker.effect;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.worker.delivery.Delivery;

/** Plans effects in the ledger, and performs those at once that are writes to the database themselves. */
@ApplicationScoped
class Planner implements Effects {
    private static final int LARGEST = 1024 * 1024;

    private final EffectLedger ledger;
    private final EffectKinds kinds;
    private final Runnable wake;
    private final EffectMetrics metrics;
    private final Clock clock = Clock.systemUTC();

    @Inject
    Planner(EffectLedger ledger, EffectKinds kinds, Performing performing, MeterRegistry meters) {
        this(ledger, kinds, performing::wake, new EffectMetrics(meters));
    }

    /** @param wake told once there is something to perform */
    Planner(EffectLedger ledger, EffectKinds kinds, Runnable wake, EffectMetrics metrics) {
        this.ledger = ledger;
        this.kinds = kinds;
        this.wake = wake;
        this.metrics = metrics;
    }

    @Override
    public Uni<Void> plan(SqlConnection transaction, Delivery delivery, List<PlannedEffect> effects) {
        if (effects.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(() -> entries(delivery, effects))
                .chain(entries -> ledger.add(transaction, delivery, entries)
                        .invoke(added -> onCommit(transaction, entries, added))
                        .chain(added -> writeLocal(transaction, delivery, entries, added)));
    }

    private List<EffectLedger.Entry> entries(Delivery delivery, List<PlannedEffect> effects) {
        Instant now = clock.instant();
        Set<String> names = new HashSet<>();
        for (PlannedEffect effect : effects) {
            if (!names.add(effect.name())) {
                throw new IllegalArgumentException("two effects of one delivery are called " + effect.name());
            }
        }
        return effects.stream().map(effect -> entry(delivery, effect, now)).toList();
    }

    private EffectLedger.Entry entry(Delivery delivery, PlannedEffect effect, Instant now) {
        EffectCall call = new EffectCall(
                delivery.tenant().orElseThrow(),
                EffectKey.of(delivery, effect.name()),
                effect.under(),
                effect.arguments(),
                now);
        Optional<EffectOutcome.Settled> outcome =
                local(effect).map(kind -> kind.outcome(call, delivery)).or(() -> tooLarge(effect));
        return new EffectLedger.Entry(effect, call, outcome);
    }

    /** Executors hold as many as they have slots. */
    private static Optional<EffectOutcome.Settled> tooLarge(PlannedEffect effect) {
        boolean isTooLarge = new JsonObject(effect.arguments()).toBuffer().length() > LARGEST;
        return isTooLarge
                ? Optional.of(new EffectOutcome.Refused("what it is to say is larger than an effect may be"))
                : Optional.empty();
    }

    /** Before that nobody sees them. */
    private void onCommit(SqlConnection transaction, List<EffectLedger.Entry> entries, Set<EffectKey> added) {
        transaction.getDelegate().transaction().completion().onSuccess(committed -> {
            entries.stream()
                    .filter(entry -> added.contains(entry.call().key()))
                    .forEach(entry -> metrics.planned(entry.effect().kind()));
            wake.run();
        });
    }

    /** One after the other: they share a connection. */
    private Uni<Void> writeLocal(
            SqlConnection transaction, Delivery delivery, List<EffectLedger.Entry> entries, Set<EffectKey> added) {
        return Multi.createFrom()
                .iterable(entries)
                .filter(entry -> added.contains(entry.call().key()))
                .filter(entry -> entry.outcome()
                        .filter(EffectOutcome.Done.class::isInstance)
                        .isPresent())
                .onItem()
                .transformToUniAndConcatenate(
                        entry -> local(entry.effect()).orElseThrow().write(entry.call(), delivery, transaction))
                .collect()
                .last();
    }

    private Optional<EffectKind.Local> local(PlannedEffect effect) {
        return kinds.named(effect.kind()) instanceof EffectKind.Local local ? Optional.of(local) : Optional.empty();
    }
}
