package org.integrationstack.connections.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.RevocationAnswer;

/**
 * Has providers take grants back that nobody uses any more: asked again for a day where a provider cannot be reached,
 * then given up. Either way the tokens are erased at the end; of a disconnected connection the outcome stays visible.
 * Where revoking would end every grant of the account, none is revoked that a live connection of any tenant shares.
 */
@ApplicationScoped
public class Revocations {
    /** How long a provider that does not answer is asked. */
    static final Duration PATIENCE = Duration.ofHours(24);

    private static final int AT_ONCE = 10;
    private static final Logger LOG = Logger.getLogger(Revocations.class);

    private final Transactions transactions;
    private final RevocationQueue queue;
    private final GrantReturn grantReturn;
    private final Connections connections;
    private final ConnectionEvents events;
    private final Lifecycle lifecycle;
    private final MeterRegistry registry;
    private final Clock clock;

    @Inject
    Revocations(
            Transactions transactions,
            RevocationQueue queue,
            GrantReturn grantReturn,
            Connections connections,
            ConnectionEvents events,
            Lifecycle lifecycle,
            MeterRegistry registry,
            Clock clock) {
        this.transactions = transactions;
        this.queue = queue;
        this.grantReturn = grantReturn;
        this.connections = connections;
        this.events = events;
        this.lifecycle = lifecycle;
        this.registry = registry;
        this.clock = clock;
    }

    /** Asks for every revocation that is due: at once, since one provider that is slow must not hold up the others. */
    public Uni<Void> askForDue() {
        return queue.claim(AT_ONCE)
                .onItem()
                .transformToMulti(due -> Multi.createFrom().iterable(due))
                .onItem()
                .transformToUniAndMerge(order -> grantReturn.ask(order).map(answer -> Map.entry(order, answer)))
                .onItem()
                .transformToUniAndConcatenate(asked -> conclude(asked.getKey(), asked.getValue()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> conclude(RevocationOrder order, RevocationAnswer answer) {
        Optional<Revocation> outcome = outcome(order, answer);
        LOG.infof(
                "%s grant of %s %s: %s (%s)",
                order.provider(),
                order.reason(),
                order.place(),
                answer,
                outcome.map(Revocation::text).orElse("to be asked again"));
        return outcome.map(settled -> settle(order, settled).invoke(() -> count(order, settled)))
                .orElseGet(() -> queue.release(order));
    }

    private void count(RevocationOrder order, Revocation outcome) {
        registry.counter(
                        "integration.revocations",
                        "provider",
                        order.provider().value(),
                        "reason",
                        order.reason().name(),
                        "outcome",
                        outcome.text())
                .increment();
    }

    /** Empty: to be asked again. */
    private Optional<Revocation> outcome(RevocationOrder order, RevocationAnswer answer) {
        if (answer instanceof RevocationAnswer.Revoked) {
            return Optional.of(Revocation.DONE);
        }
        if (answer instanceof RevocationAnswer.Unsupported) {
            return Optional.of(Revocation.UNSUPPORTED);
        }
        if (answer instanceof RevocationAnswer.Shared) {
            return Optional.of(Revocation.SHARED);
        }
        boolean noMoreHope = answer instanceof RevocationAnswer.Refused
                || order.since().plus(PATIENCE).isBefore(clock.instant());
        return noMoreHope ? Optional.of(Revocation.FAILED) : Optional.empty();
    }

    private Uni<Void> settle(RevocationOrder order, Revocation outcome) {
        return transactions.of(
                order.tenant(),
                () -> order.reason() == RevocationReason.DISCONNECTED
                        ? settleOfConnection(order, outcome)
                        : queue.settle(order, outcome).replaceWithVoid());
    }

    /** The connection is locked first: of several grants of it, settled at the same time, one is the last. */
    private Uni<Void> settleOfConnection(RevocationOrder order, Revocation outcome) {
        return connections
                .lock(order.tenant(), new ConnectionId(order.place()))
                .chain(found -> queue.settle(order, outcome)
                        .chain(whole -> whole.isPresent()
                                        && found.filter(Lifecycle.Transition.SETTLED::leadsFrom)
                                                .isPresent()
                                ? store(lifecycle.settled(found.get(), whole.get()))
                                : Uni.createFrom().voidItem()));
    }

    private Uni<Void> store(Connection settled) {
        return connections.update(settled).chain(() -> events.changed(settled));
    }
}
