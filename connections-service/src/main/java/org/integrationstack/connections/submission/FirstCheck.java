package org.integrationstack.connections.submission;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.connections.connection.Act;
import org.integrationstack.connections.connection.AlreadyLiveException;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.connection.GrantedScopes;
import org.integrationstack.connections.connection.Lifecycle;
import org.integrationstack.connections.connection.StoredGrant;
import org.integrationstack.connections.connection.Transitions;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;

/**
 * The first check of a stored credential. What the provider takes becomes active; of everything else the outcome tells,
 * and nothing is changed. No transaction is held while the provider is asked.
 */
@ApplicationScoped
class FirstCheck {
    /** Somebody may be waiting for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Logger LOG = Logger.getLogger(FirstCheck.class);

    private final Transactions transactions;
    private final Connections connections;
    private final Transitions transitions;
    private final CheckQueue queue;
    private final Providers providers;
    private final TokenVault vault;
    private final CredentialProof proof;
    private final Lifecycle lifecycle;

    @Inject
    FirstCheck(
            Transactions transactions,
            Connections connections,
            Transitions transitions,
            CheckQueue queue,
            Providers providers,
            TokenVault vault,
            CredentialProof proof,
            Lifecycle lifecycle) {
        this.transactions = transactions;
        this.connections = connections;
        this.transitions = transitions;
        this.queue = queue;
        this.providers = providers;
        this.vault = vault;
        this.proof = proof;
        this.lifecycle = lifecycle;
    }

    /** Asks the provider about the credential of a pending connection. */
    Uni<CheckOutcome> check(TenantId tenant, ConnectionId id) {
        return read(tenant, id).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(new CheckOutcome.Gone());
            }
            Connection connection = found.get().connection();
            return Lifecycle.Transition.CHECKED.leadsFrom(connection)
                    ? ask(found.get()).chain(answer -> conclude(connection, answer))
                    : Uni.createFrom().item(new CheckOutcome.Settled(connection));
        });
    }

    private Uni<Optional<Stored>> read(TenantId tenant, ConnectionId id) {
        return transactions.of(
                tenant,
                () -> connections
                        .find(tenant, id)
                        .chain(found -> connections
                                .grant(tenant, id, TokenSlot.MAIN)
                                .map(grant -> found.map(connection -> new Stored(connection, grant)))));
    }

    private Uni<ProofAnswer> ask(Stored stored) {
        Connection connection = stored.connection();
        Optional<ProviderDefinition> provider =
                providers.find(connection.provider()).filter(it -> it.kinds().contains(connection.kind()));
        if (provider.isEmpty() || stored.grant().isEmpty()) {
            return Uni.createFrom().item(new ProofAnswer.Unavailable("no_definition"));
        }
        return vault.open(
                        connection.tenant(),
                        connection.id().value(),
                        TokenSlot.MAIN,
                        stored.grant().get().sealed(),
                        Set.of())
                .chain(grant ->
                        proof.prove(connection.tenant(), provider.get(), connection.kind(), connection.inputs(), grant))
                .onFailure(SealBrokenException.class)
                .recoverWithItem(new ProofAnswer.Unavailable("seal_broken"))
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(new ProofAnswer.Unavailable("no_answer_in_time"));
    }

    private Uni<CheckOutcome> conclude(Connection connection, ProofAnswer answer) {
        if (answer instanceof ProofAnswer.Proven proven) {
            return transactions
                    .of(connection.tenant(), () -> settle(connection, proven))
                    .onFailure(AlreadyLiveException.class)
                    .retry()
                    .atMost(1);
        }
        boolean refused = answer instanceof ProofAnswer.Refused;
        LOG.infof(
                "the credential of connection %s for %s %s: %s",
                connection.id(),
                connection.provider(),
                refused ? "is refused" : "cannot be checked",
                refused ? ((ProofAnswer.Refused) answer).reason() : ((ProofAnswer.Unavailable) answer).reason());
        return Uni.createFrom().item(refused ? new CheckOutcome.Refused() : new CheckOutcome.Unavailable());
    }

    private Uni<CheckOutcome> settle(Connection asked, ProofAnswer.Proven proven) {
        return connections.lock(asked.tenant(), asked.id()).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(new CheckOutcome.Gone());
            }
            return Lifecycle.Transition.CHECKED.leadsFrom(found.get())
                    ? activate(found.get(), proven)
                    : Uni.createFrom().item(new CheckOutcome.Settled(found.get()));
        });
    }

    /**
     * Makes a pending connection active with what was proven, unless its owner has a connection of that account. In the
     * caller's transaction, which has locked it.
     */
    Uni<CheckOutcome> activate(Connection pending, ProofAnswer.Proven proven) {
        return connections
                .lockLive(
                        pending.tenant(),
                        pending.owner(),
                        pending.provider(),
                        pending.issuer(),
                        proven.account().id())
                .chain(live -> live.map(existing ->
                                Uni.createFrom().<CheckOutcome>item(new CheckOutcome.Duplicate(existing.id())))
                        .orElseGet(() -> store(pending, proven)));
    }

    private Uni<CheckOutcome> store(Connection pending, ProofAnswer.Proven proven) {
        GrantedScopes scopes = new GrantedScopes(Set.of(), proven.grant().scopes());
        Connection active = lifecycle.checked(pending, proven.account(), scopes);
        return transitions
                .store(active, Act.CONNECTED)
                .chain(() -> connections.storeGrant(
                        active,
                        TokenSlot.MAIN,
                        vault.seal(active.tenant(), active.id().value(), TokenSlot.MAIN, proven.grant())))
                .chain(() -> queue.remove(active))
                .replaceWith(new CheckOutcome.Checked(active));
    }

    private record Stored(Connection connection, Optional<StoredGrant> grant) {}
}
