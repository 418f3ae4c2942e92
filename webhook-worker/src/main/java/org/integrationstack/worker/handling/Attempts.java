package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.DatabaseFailures;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.LeaseLostException;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.Queue;
import org.integrationstack.worker.delivery.SealedPayload;

/**
 * Makes attempts: the handler's work and what comes of it, settled in one transaction. While the database is away an
 * attempt goes on until its lease ends, since that is no failure of the delivery. Thread-safe.
 */
final class Attempts {
    private static final Logger LOG = Logger.getLogger(Attempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Queue queue;
    private final Handler handler;
    private final RetryPolicy policy;
    private final DeadLetters deadLetters;
    private final HandlingConfig config;
    private final Executor context;
    private final Traces traces;
    private final HandlingMetrics metrics;

    /** @param context where an attempt runs; each on a context of its own, so that its span is its own */
    Attempts(
            Queue queue,
            Handler handler,
            RetryPolicy policy,
            DeadLetters deadLetters,
            HandlingConfig config,
            Executor context,
            Traces traces,
            HandlingMetrics metrics) {
        this.queue = queue;
        this.handler = handler;
        this.policy = policy;
        this.deadLetters = deadLetters;
        this.config = config;
        this.context = context;
        this.traces = traces;
        this.metrics = metrics;
    }

    /** Makes the attempt that was claimed. Never fails: what went wrong is in the ledger, or becomes due again. */
    Uni<Void> make(Claim claim) {
        Delivery delivery = claim.delivery();
        long begin = System.nanoTime();
        Span span = traces.begin(delivery);
        return settle(claim, (transaction, payload) -> handle(claim, payload, transaction, span))
                .onFailure(Attempts::isOfTheDelivery)
                .recoverWithUni(failure -> settle(claim, (transaction, payload) -> afterFailure(delivery, failure)))
                .invoke(outcome -> metrics.attempted(delivery, outcome, Duration.ofNanos(System.nanoTime() - begin)))
                .invoke(outcome -> tell(delivery, outcome, span))
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> leave(delivery, failure))
                .eventually(() -> span.end());
    }

    private Uni<Outcome> handle(Claim claim, SealedPayload payload, SqlConnection transaction, Span span) {
        Delivery delivery = claim.delivery();
        if (claim.crashes() >= config.maxCrashes()) {
            return Uni.createFrom().item(new Outcome.Dead("no attempt came to its end"));
        }
        try (Scope current = span.makeCurrent()) {
            return handler.handle(delivery, payload.open(), transaction)
                    .ifNoItem()
                    .after(config.deadline())
                    .failWith(TooSlowException::new)
                    .map(outcome -> policy.judge(delivery, outcome));
        }
    }

    /** What gives a delivery up tells so in the same transaction. */
    private Uni<Outcome> settle(Claim claim, Queue.Work attempt) {
        return queue.settle(
                        claim,
                        statementTimeout(),
                        (transaction, payload) -> attempt.in(transaction, payload)
                                .call(outcome -> bury(claim.delivery(), outcome, payload, transaction)))
                .runSubscriptionOn(context)
                .onFailure(DatabaseFailures::isPassing)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .expireIn(config.lease().toMillis());
    }

    /** Behind the deadline, which is what an attempt shall fail by; until then nothing of it can be undone. */
    private Duration statementTimeout() {
        return config.deadline().plusSeconds(1);
    }

    private Uni<Void> bury(Delivery delivery, Outcome outcome, SealedPayload payload, SqlConnection transaction) {
        return outcome instanceof Outcome.Dead dead
                ? deadLetters.add(transaction, delivery, payload, dead.reason().orElse(""))
                : Uni.createFrom().voidItem();
    }

    private Uni<Outcome> afterFailure(Delivery delivery, Throwable failure) {
        LOG.debugf(failure, "attempt %d at delivery %s failed", delivery.attempts(), delivery.id());
        return Uni.createFrom().item(policy.afterFailure(delivery, reason(failure)));
    }

    /** A name that tells developers where to look. Messages may quote the payload, which the ledger's readers may not see. */
    private static String reason(Throwable failure) {
        return failure instanceof TooSlowException
                ? "the handler took too long"
                : "the handler failed: " + failure.getClass().getSimpleName();
    }

    private static boolean isOfTheDelivery(Throwable failure) {
        return !(failure instanceof LeaseLostException) && !DatabaseFailures.isPassing(failure);
    }

    private static void tell(Delivery delivery, Outcome outcome, Span span) {
        Logger.Level level = level(outcome);
        if (level != Logger.Level.DEBUG) {
            span.setStatus(StatusCode.ERROR, outcome.reason().orElse(""));
        }
        LOG.logf(
                level,
                "%s %s (delivery %s of tenant %s, attempt %d): %s%s",
                delivery.provider(),
                delivery.type(),
                delivery.id(),
                delivery.tenant().map(Object::toString).orElse("-"),
                delivery.attempts(),
                outcome.status().text(),
                outcome.reason().map(reason -> ", " + reason).orElse(""));
    }

    private static Logger.Level level(Outcome outcome) {
        return outcome instanceof Outcome.Dead
                ? Logger.Level.ERROR
                : outcome instanceof Outcome.Retry ? Logger.Level.WARN : Logger.Level.DEBUG;
    }

    private static Uni<Void> leave(Delivery delivery, Throwable failure) {
        LOG.infof("leaving delivery %s to whoever claims it next: %s", delivery.id(), failure.toString());
        return Uni.createFrom().voidItem();
    }

    /** No outage of the database, which would not be the handler's. */
    private static final class TooSlowException extends RuntimeException {}
}
