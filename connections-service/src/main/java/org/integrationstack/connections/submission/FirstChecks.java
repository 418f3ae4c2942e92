package org.integrationstack.connections.submission;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.connection.Act;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionEvents;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.connection.Lifecycle;
import org.integrationstack.connections.connection.PendingCheck;
import org.integrationstack.connections.connection.Transitions;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.database.Transactions;

/**
 * Checks credentials that could not be checked, or whose process died over it, until their provider has said what it makes
 * of them. What a day has not settled is ended, and the credential erased.
 */
@ApplicationScoped
public class FirstChecks implements PendingCheck {
    /** For how long a credential is kept that nothing is known of. */
    static final Duration PATIENCE = Duration.ofHours(24);

    private static final int AT_ONCE = 10;
    private static final Logger LOG = Logger.getLogger(FirstChecks.class);

    private final Transactions transactions;
    private final Connections connections;
    private final Transitions transitions;
    private final ConnectionEvents events;
    private final CheckQueue queue;
    private final FirstCheck firstCheck;
    private final Lifecycle lifecycle;
    private final Clock clock;

    @Inject
    FirstChecks(
            Transactions transactions,
            Connections connections,
            Transitions transitions,
            ConnectionEvents events,
            CheckQueue queue,
            FirstCheck firstCheck,
            Lifecycle lifecycle,
            Clock clock) {
        this.transactions = transactions;
        this.connections = connections;
        this.transitions = transitions;
        this.events = events;
        this.queue = queue;
        this.firstCheck = firstCheck;
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    @Override
    public Uni<Connection> check(Connection pending) {
        return firstCheck
                .check(pending.tenant(), pending.id())
                .chain(outcome -> record(pending.tenant(), pending.id(), outcome))
                .map(after -> after.orElse(pending));
    }

    /** Checks all that is due. */
    public Uni<Void> checkDue() {
        return queue.claim(AT_ONCE)
                .onItem()
                .transformToMulti(due -> Multi.createFrom().iterable(due))
                .onItem()
                .transformToUniAndConcatenate(this::check)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> check(CheckOrder order) {
        if (order.since().plus(PATIENCE).isBefore(clock.instant())) {
            return change(order.tenant(), order.connection(), this::giveUp).replaceWithVoid();
        }
        return firstCheck
                .check(order.tenant(), order.connection())
                .chain(outcome -> record(order.tenant(), order.connection(), outcome))
                .replaceWithVoid();
    }

    /** Makes visible what came of a check whose caller does not wait; the connection as it is then. */
    Uni<Optional<Connection>> record(TenantId tenant, ConnectionId id, CheckOutcome outcome) {
        if (outcome instanceof CheckOutcome.Checked checked) {
            return Uni.createFrom().item(Optional.of(checked.connection()));
        }
        return change(tenant, id, connection -> record(connection, outcome));
    }

    private Uni<Connection> record(Connection connection, CheckOutcome outcome) {
        if (!Lifecycle.Transition.REFUSED.leadsFrom(connection)) {
            return queue.remove(connection).replaceWith(connection);
        }
        if (outcome instanceof CheckOutcome.Refused) {
            return queue.rest(connection).chain(() -> trouble(connection, Trouble.CREDENTIAL_REFUSED));
        }
        return outcome instanceof CheckOutcome.Duplicate
                ? queue.rest(connection).chain(() -> trouble(connection, Trouble.ACCOUNT_CONNECTED))
                : trouble(connection, Trouble.PROVIDER_UNAVAILABLE);
    }

    private Uni<Connection> trouble(Connection connection, Trouble trouble) {
        if (connection.trouble().equals(Optional.of(trouble))) {
            return Uni.createFrom().item(connection);
        }
        Connection troubled = lifecycle.refused(connection, trouble);
        Uni<Void> stored = trouble == Trouble.PROVIDER_UNAVAILABLE
                ? connections.update(troubled).chain(() -> events.changed(troubled))
                : transitions.store(troubled, Act.CHECK_FAILED);
        return stored.replaceWith(troubled);
    }

    private Uni<Connection> giveUp(Connection connection) {
        if (!Lifecycle.Transition.REFUSED.leadsFrom(connection)) {
            return queue.remove(connection).replaceWith(connection);
        }
        LOG.infof("the credential of connection %s is erased: a day has not settled whose it is", connection.id());
        Connection ended = lifecycle.disconnected(connection, false);
        return transitions
                .store(ended, Act.DISCONNECTED)
                .chain(() -> connections.eraseGrants(ended))
                .chain(() -> queue.remove(ended))
                .replaceWith(ended);
    }

    private Uni<Optional<Connection>> change(
            TenantId tenant, ConnectionId id, Function<Connection, Uni<Connection>> change) {
        return transactions.of(
                tenant,
                () -> connections
                        .lock(tenant, id)
                        .chain(found -> found.map(
                                        connection -> change.apply(connection).map(Optional::of))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
    }
}
