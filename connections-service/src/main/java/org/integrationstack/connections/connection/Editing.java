package org.integrationstack.connections.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.connection.Lifecycle.Transition;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.web.Violation;

/**
 * What a caller may change of a connection: labels, settings, and whether it is paused. Each wish can be made again: one
 * that is fulfilled already changes nothing and raises no version.
 */
@ApplicationScoped
public class Editing {
    private final Transactions transactions;
    private final Connections connections;
    private final Transitions transitions;
    private final ConnectionSettings settings;
    private final Lifecycle lifecycle;

    @Inject
    Editing(
            Transactions transactions,
            Connections connections,
            Transitions transitions,
            ConnectionSettings settings,
            Lifecycle lifecycle) {
        this.transactions = transactions;
        this.connections = connections;
        this.transitions = transitions;
        this.settings = settings;
        this.lifecycle = lifecycle;
    }

    /**
     * Changes labels and settings.
     *
     * @param versions which versions the caller means; empty for any
     */
    public Uni<EditOutcome> edit(Caller caller, ConnectionId id, ConnectionEdit edit, Set<Long> versions) {
        return change(caller, id, connection -> edit(connection, edit, versions));
    }

    /** Nothing uses the connection until it is resumed. */
    public Uni<EditOutcome> pause(Caller caller, ConnectionId id) {
        return change(caller, id, connection -> {
            boolean paused = connection.status() == ConnectionStatus.PAUSED;
            return paused
                    ? done(connection)
                    : through(Transition.PAUSED, Act.PAUSED, connection, () -> lifecycle.paused(connection));
        });
    }

    /** Ends the pause. What is not paused, but could be, is left as it is. */
    public Uni<EditOutcome> resume(Caller caller, ConnectionId id) {
        return change(
                caller,
                id,
                connection -> Transition.PAUSED.leadsFrom(connection)
                        ? done(connection)
                        : through(Transition.RESUMED, Act.RESUMED, connection, () -> lifecycle.resumed(connection)));
    }

    private Uni<EditOutcome> edit(Connection connection, ConnectionEdit edit, Set<Long> versions) {
        if (!versions.isEmpty() && !versions.contains(connection.version())) {
            return outcome(new EditOutcome.Changed(connection.version()));
        }
        Map<String, String> labels = edit.labelsOf(connection);
        Map<String, Object> set = edit.settingsOf(connection);
        if (labels.equals(connection.labels()) && set.equals(connection.settings())) {
            return done(connection);
        }
        List<Violation> violations = new ArrayList<>(ConnectionEdit.check(labels));
        edit.settings().ifPresent(changed -> violations.addAll(settings.check(connection.provider(), set)));
        return violations.isEmpty()
                ? through(Transition.EDITED, Act.EDITED, connection, () -> lifecycle.edited(connection, labels, set))
                : outcome(new EditOutcome.Invalid(violations));
    }

    private Uni<EditOutcome> change(Caller caller, ConnectionId id, Function<Connection, Uni<EditOutcome>> wish) {
        return transactions.of(
                caller.tenant(),
                () -> connections
                        .lock(caller.tenant(), id)
                        .chain(found -> found.filter(connection -> connection.isSeenBy(caller))
                                .map(wish)
                                .orElseGet(() -> outcome(new EditOutcome.Unknown()))));
    }

    private Uni<EditOutcome> through(
            Transition transition, Act act, Connection connection, Supplier<Connection> change) {
        if (!transition.leadsFrom(connection)) {
            return outcome(new EditOutcome.Forbidden(connection.status()));
        }
        Connection changed = change.get();
        return transitions.store(changed, act).replaceWith(new EditOutcome.Done(changed));
    }

    private static Uni<EditOutcome> done(Connection connection) {
        return outcome(new EditOutcome.Done(connection));
    }

    private static Uni<EditOutcome> outcome(EditOutcome outcome) {
        return Uni.createFrom().item(outcome);
    }
}
