package org.integrationstack.connections.submission;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.connection.Act;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionEvents;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.connection.Lifecycle;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;
import org.integrationstack.connections.idempotency.CreatedOnce;
import org.integrationstack.connections.idempotency.Creation;
import org.integrationstack.connections.idempotency.IdempotencyKey;

/**
 * Connects an account by a credential that somebody entered. It is stored, sealed, before it is checked: whatever happens
 * to this process meanwhile, the connection is there, pending, and its check goes on.
 */
@ApplicationScoped
public class Submitting {
    private final Transactions transactions;
    private final Connections connections;
    private final ConnectionEvents events;
    private final CreatedOnce createdOnce;
    private final CheckQueue queue;
    private final FirstCheck firstCheck;
    private final FirstChecks firstChecks;
    private final TokenVault vault;
    private final Lifecycle lifecycle;

    @Inject
    Submitting(
            Transactions transactions,
            Connections connections,
            ConnectionEvents events,
            CreatedOnce createdOnce,
            CheckQueue queue,
            FirstCheck firstCheck,
            FirstChecks firstChecks,
            TokenVault vault,
            Lifecycle lifecycle) {
        this.transactions = transactions;
        this.connections = connections;
        this.events = events;
        this.createdOnce = createdOnce;
        this.queue = queue;
        this.firstCheck = firstCheck;
        this.firstChecks = firstChecks;
        this.vault = vault;
        this.lifecycle = lifecycle;
    }

    /**
     * Stores the credential and has it checked.
     *
     * @param key under which the same request may come again
     * @param request what makes the request what it is
     */
    public Uni<SubmitOutcome> submit(
            Caller caller, Optional<IdempotencyKey> key, byte[] request, Reviewed.Accepted accepted) {
        return createdOnce
                .create(caller, key, request, id -> store(new ConnectionId(id), accepted))
                .chain(creation -> created(caller.tenant(), creation));
    }

    private Uni<Void> store(ConnectionId id, Reviewed.Accepted accepted) {
        Connection pending = lifecycle.pending(id, accepted.credential());
        return connections
                .insert(pending)
                .chain(() -> connections.storeGrant(
                        pending,
                        TokenSlot.MAIN,
                        vault.seal(pending.tenant(), id.value(), TokenSlot.MAIN, accepted.grant())))
                .chain(() -> queue.add(pending));
    }

    private Uni<SubmitOutcome> created(TenantId tenant, Creation creation) {
        if (creation instanceof Creation.Created created) {
            ConnectionId id = new ConnectionId(created.id());
            return firstCheck.check(tenant, id).chain(outcome -> checked(tenant, id, outcome));
        }
        if (creation instanceof Creation.Repeated repeated) {
            return transactions
                    .of(tenant, () -> connections.find(tenant, new ConnectionId(repeated.id())))
                    .map(found -> found.<SubmitOutcome>map(SubmitOutcome.Repeated::new)
                            .orElseGet(SubmitOutcome.Gone::new));
        }
        return Uni.createFrom().item(new SubmitOutcome.KeyReused());
    }

    private Uni<SubmitOutcome> checked(TenantId tenant, ConnectionId id, CheckOutcome outcome) {
        if (outcome instanceof CheckOutcome.Refused) {
            return withdraw(tenant, id, true).replaceWith(new SubmitOutcome.Refused());
        }
        if (outcome instanceof CheckOutcome.Duplicate duplicate) {
            return withdraw(tenant, id, false).replaceWith(new SubmitOutcome.Duplicate(duplicate.existing()));
        }
        return firstChecks
                .record(tenant, id, outcome)
                .map(found -> found.map(Submitting::asItIs).orElseGet(SubmitOutcome.Gone::new));
    }

    private static SubmitOutcome asItIs(Connection connection) {
        return connection.status() == ConnectionStatus.PENDING
                ? new SubmitOutcome.Waiting(connection)
                : new SubmitOutcome.Connected(connection);
    }

    /** Its sender is told: there is nothing to come back to. The same request may be made again. */
    private Uni<Void> withdraw(TenantId tenant, ConnectionId id, boolean refused) {
        return transactions.of(
                tenant,
                () -> connections
                        .lock(tenant, id)
                        .chain(found -> found.filter(Lifecycle.Transition.CHECKED::leadsFrom)
                                .map(pending -> connections
                                        .remove(pending)
                                        .chain(() -> createdOnce.forget(tenant, id.value()))
                                        .chain(() -> refused
                                                ? events.happened(pending, Act.CHECK_FAILED)
                                                : Uni.createFrom().voidItem()))
                                .orElseGet(() -> Uni.createFrom().voidItem())));
    }
}
