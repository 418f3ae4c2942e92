package org.integrationstack.connections.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.RevocationAnswer;
import org.integrationstack.connections.grant.RevocationEndpoint;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;

/**
 * Has providers take back the grants of disconnected connections: asked again for a day where a provider cannot be
 * reached, then given up. Either way the tokens are erased at the end and the outcome stays on the connection.
 */
@ApplicationScoped
public class Revocations {
    /** How long a provider that does not answer is asked. */
    static final Duration PATIENCE = Duration.ofHours(24);

    private static final int AT_ONCE = 10;
    private static final Logger LOG = Logger.getLogger(Revocations.class);

    private final RevocationQueue queue;
    private final Transactions transactions;
    private final Connections connections;
    private final ConnectionEvents events;
    private final RevocationEndpoint endpoint;
    private final Providers providers;
    private final TokenVault vault;
    private final Lifecycle lifecycle;
    private final Clock clock;

    @Inject
    Revocations(
            RevocationQueue queue,
            Transactions transactions,
            Connections connections,
            ConnectionEvents events,
            RevocationEndpoint endpoint,
            Providers providers,
            TokenVault vault,
            Lifecycle lifecycle,
            Clock clock) {
        this.queue = queue;
        this.transactions = transactions;
        this.connections = connections;
        this.events = events;
        this.endpoint = endpoint;
        this.providers = providers;
        this.vault = vault;
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    /** Asks for every revocation that is due. */
    public Uni<Void> askForDue() {
        return queue.claim(AT_ONCE)
                .onItem()
                .transformToMulti(due -> Multi.createFrom().iterable(due))
                .onItem()
                .transformToUniAndConcatenate(this::ask)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> ask(RevocationQueue.Due due) {
        return load(due).chain(this::revoke).chain(answer -> conclude(due, answer));
    }

    /** Read in a transaction of its own: none is held while the provider is asked. */
    private Uni<Optional<Disconnected>> load(RevocationQueue.Due due) {
        return transactions.of(
                due.tenant(),
                () -> connections
                        .find(due.tenant(), due.connection())
                        .chain(found -> connections
                                .grant(due.tenant(), due.connection(), TokenSlot.MAIN)
                                .map(grant -> found.flatMap(
                                        connection -> grant.flatMap(it -> open(connection, it.sealed()))))));
    }

    /** Empty when the keys are gone that sealed it: there is nothing to give back then. */
    private Optional<Disconnected> open(Connection connection, SealedGrant grant) {
        try {
            return Optional.of(new Disconnected(
                    connection,
                    vault.open(
                            connection.tenant(),
                            connection.id(),
                            grant,
                            connection.scopes().granted())));
        } catch (SealBrokenException e) {
            LOG.errorf("the grant of connection %s does not open: %s", connection.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private Uni<RevocationAnswer> revoke(Optional<Disconnected> disconnected) {
        return disconnected
                .flatMap(it -> providers
                        .find(it.connection().provider())
                        .map(provider -> endpoint.revoke(provider, Map.of(), it.grant())))
                .orElseGet(() -> Uni.createFrom().item(new RevocationAnswer.Refused("no_usable_grant_or_provider")));
    }

    private Uni<Void> conclude(RevocationQueue.Due due, RevocationAnswer answer) {
        Optional<Revocation> outcome = outcome(due, answer);
        LOG.infof(
                "revocation of connection %s at the provider: %s (%s)",
                due.connection(), answer, outcome.map(Revocation::text).orElse("to be asked again"));
        return outcome.map(settled -> settle(due, settled))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Empty: to be asked again. */
    private Optional<Revocation> outcome(RevocationQueue.Due due, RevocationAnswer answer) {
        if (answer instanceof RevocationAnswer.Revoked) {
            return Optional.of(Revocation.DONE);
        }
        if (answer instanceof RevocationAnswer.Unsupported) {
            return Optional.of(Revocation.UNSUPPORTED);
        }
        boolean noMoreHope = answer instanceof RevocationAnswer.Refused
                || due.since().plus(PATIENCE).isBefore(clock.instant());
        return noMoreHope ? Optional.of(Revocation.FAILED) : Optional.empty();
    }

    private Uni<Void> settle(RevocationQueue.Due due, Revocation outcome) {
        return transactions.of(
                due.tenant(),
                () -> connections
                        .lock(due.tenant(), due.connection())
                        .chain(found -> found.filter(
                                        connection -> connection.revocation().equals(Optional.of(Revocation.PENDING)))
                                .map(connection -> settle(lifecycle.settled(connection, outcome)))
                                .orElseGet(() -> Uni.createFrom().voidItem())));
    }

    private Uni<Void> settle(Connection settled) {
        return connections
                .update(settled)
                .chain(() -> connections.eraseGrants(settled))
                .chain(() -> events.changed(settled));
    }

    /** A connection on its way out, and the grant to give back. */
    private record Disconnected(Connection connection, Grant grant) {}
}
