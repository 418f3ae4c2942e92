package org.integrationstack.worker.effect;

import java.time.Duration;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.DatabaseFailures;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectOutcome.Uncertain;

/**
 * Makes attempts: the call first, outside any transaction, then what came of it into the ledger. While the database is
 * away the latter goes on until the claim's lease ends. Thread-safe.
 */
final class EffectAttempts {
    private static final Logger LOG = Logger.getLogger(EffectAttempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final EffectLedger ledger;
    private final EffectKinds kinds;
    private final EffectPolicy policy;
    private final EffectConfig config;
    private final EffectTraces traces;
    private final EffectMetrics metrics;

    /** @throws IllegalArgumentException when another replica could take an effect over in the midst of an attempt */
    EffectAttempts(
            EffectLedger ledger,
            EffectKinds kinds,
            EffectPolicy policy,
            EffectConfig config,
            EffectTraces traces,
            EffectMetrics metrics) {
        this.ledger = ledger;
        this.kinds = kinds;
        this.policy = policy;
        this.config = config;
        this.traces = traces;
        this.metrics = metrics;
        if (config.lease().compareTo(config.timeout()) <= 0) {
            throw new IllegalArgumentException("integration.effects.lease must be longer than its timeout");
        }
    }

    /** Makes the attempt that was claimed. Never fails: what went wrong is in the ledger, or becomes due again. */
    Uni<Void> make(EffectClaim claim) {
        long begin = System.nanoTime();
        Span span = traces.begin(claim);
        return verdict(claim, span)
                .call(verdict -> record(claim, verdict))
                .invoke(verdict ->
                        metrics.performed(claim.kind(), verdict, Duration.ofNanos(System.nanoTime() - begin)))
                .invoke(verdict -> tell(claim, verdict, span))
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> leave(claim, failure))
                .eventually(() -> span.end());
    }

    private Uni<EffectVerdict> verdict(EffectClaim claim, Span span) {
        return Uni.createFrom().deferred(() -> {
            if (claim.call().isEmpty() || !(kinds.named(claim.kind()) instanceof EffectKind.Remote kind)) {
                Refused refused = new Refused("its arguments cannot be opened any more");
                return Uni.createFrom().item(policy.after(claim, refused, false));
            }
            EffectCall call = claim.call().get();
            boolean isRepeatable = kind.isRepeatable(call);
            return policy.before(claim, isRepeatable)
                    .map(verdict -> Uni.createFrom().item(verdict))
                    .orElseGet(() -> perform(kind, call, span).map(it -> policy.after(claim, it, isRepeatable)));
        });
    }

    private Uni<EffectOutcome> perform(EffectKind.Remote kind, EffectCall call, Span span) {
        return traces.within(span, Uni.createFrom().deferred(() -> kind.perform(call)))
                .ifNoItem()
                .after(config.timeout())
                .recoverWithItem(() -> new Uncertain("the attempt took longer than " + config.timeout()))
                .onFailure()
                .recoverWithItem(EffectAttempts::ofUnknownEnd);
    }

    /** A name that tells developers where to look. Messages may quote what callers may not see. */
    private static EffectOutcome ofUnknownEnd(Throwable failure) {
        LOG.debug("an attempt at an effect failed", failure);
        return new Uncertain("the attempt failed: " + failure.getClass().getSimpleName());
    }

    private Uni<Void> record(EffectClaim claim, EffectVerdict verdict) {
        return Uni.createFrom()
                .deferred(() -> ledger.record(claim, verdict))
                .onFailure(DatabaseFailures::isPassing)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .expireIn(config.lease().toMillis())
                .invoke(held -> {
                    if (!held) {
                        throw new IllegalStateException("its lease ended before what came of it was recorded");
                    }
                })
                .replaceWithVoid();
    }

    private static void tell(EffectClaim claim, EffectVerdict verdict, Span span) {
        Logger.Level level = switch (verdict.status()) {
            case FAILED, UNKNOWN -> Logger.Level.ERROR;
            case RETRYING -> Logger.Level.WARN;
            case PENDING, PROCESSING, SUCCEEDED -> Logger.Level.DEBUG;
        };
        if (level != Logger.Level.DEBUG) {
            span.setStatus(StatusCode.ERROR, verdict.reason().orElse(""));
        }
        LOG.logf(
                level,
                "%s %s (effect %s of delivery %s, attempt %d): %s%s",
                claim.kind(),
                claim.name(),
                claim.id(),
                claim.delivery(),
                claim.attempts(),
                verdict.status().text(),
                verdict.reason().map(reason -> ", " + reason).orElse(""));
    }

    private static Uni<Void> leave(EffectClaim claim, Throwable failure) {
        LOG.infof("leaving effect %s to whoever claims it next: %s", claim.id(), failure.toString());
        return Uni.createFrom().voidItem();
    }
}
