package org.integrationstack.connections.submission;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.connection.Act;
import org.integrationstack.connections.connection.AlreadyLiveException;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionDirectory;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.connection.Lifecycle;
import org.integrationstack.connections.connection.ProvenAccount;
import org.integrationstack.connections.connection.Transitions;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;
import org.integrationstack.connections.web.Violation;

/**
 * Puts another credential of the same account in the place of the one that a connection has. The provider has taken it
 * before anything is changed; until then the old one is in use.
 */
@ApplicationScoped
public class Replacing {
    private final Transactions transactions;
    private final ConnectionDirectory directory;
    private final Connections connections;
    private final Transitions transitions;
    private final Providers providers;
    private final CredentialProof proof;
    private final FirstCheck firstCheck;
    private final TokenVault vault;
    private final Lifecycle lifecycle;

    @Inject
    Replacing(
            Transactions transactions,
            ConnectionDirectory directory,
            Connections connections,
            Transitions transitions,
            Providers providers,
            CredentialProof proof,
            FirstCheck firstCheck,
            TokenVault vault,
            Lifecycle lifecycle) {
        this.transactions = transactions;
        this.directory = directory;
        this.connections = connections;
        this.transitions = transitions;
        this.providers = providers;
        this.proof = proof;
        this.firstCheck = firstCheck;
        this.vault = vault;
        this.lifecycle = lifecycle;
    }

    /** Has the credential checked, and the connection use it from then on. */
    public Uni<ReplaceOutcome> replace(Caller caller, ConnectionId id, Map<String, String> credentials) {
        return directory
                .find(caller, id)
                .chain(found -> found.map(connection -> replace(connection, credentials))
                        .orElseGet(() -> done(new ReplaceOutcome.Unknown())));
    }

    private Uni<ReplaceOutcome> replace(Connection connection, Map<String, String> credentials) {
        if (connection.status() == ConnectionStatus.DISCONNECTED) {
            return done(new ReplaceOutcome.Ended(connection.status()));
        }
        Optional<ProviderDefinition> provider = providers
                .find(connection.provider())
                .filter(it -> !it.credentials().fields(connection.kind()).isEmpty());
        if (provider.isEmpty()) {
            return done(new ReplaceOutcome.NothingToEnter());
        }
        CredentialFields fields = new CredentialFields(provider.get(), connection.kind(), credentials);
        List<Violation> violations = fields.check();
        return violations.isEmpty()
                ? proof.prove(
                                connection.tenant(),
                                provider.get(),
                                connection.kind(),
                                connection.inputs(),
                                fields.grant())
                        .chain(answer -> answered(connection, answer))
                : done(new ReplaceOutcome.Invalid(violations));
    }

    private Uni<ReplaceOutcome> answered(Connection connection, ProofAnswer answer) {
        if (answer instanceof ProofAnswer.Refused) {
            return done(new ReplaceOutcome.Refused());
        }
        if (answer instanceof ProofAnswer.Unavailable) {
            return done(new ReplaceOutcome.Unavailable());
        }
        return transactions
                .of(
                        connection.tenant(),
                        () -> connections
                                .lock(connection.tenant(), connection.id())
                                .chain(found -> found.map(locked -> attach(locked, (ProofAnswer.Proven) answer))
                                        .orElseGet(() -> done(new ReplaceOutcome.Unknown()))))
                .onFailure(AlreadyLiveException.class)
                .retry()
                .atMost(1);
    }

    private Uni<ReplaceOutcome> attach(Connection connection, ProofAnswer.Proven proven) {
        if (Lifecycle.Transition.CHECKED.leadsFrom(connection)) {
            return firstCheck.activate(connection, proven).map(Replacing::first);
        }
        if (!Lifecycle.Transition.AUTHORIZED_AGAIN.leadsFrom(connection)) {
            return done(new ReplaceOutcome.Ended(connection.status()));
        }
        Account account = account(connection, proven);
        return account.id().equals(connection.account().id())
                ? store(lifecycle.authorizedAgain(connection, proven(connection, account, proven)), proven)
                : done(new ReplaceOutcome.OtherAccount());
    }

    private static ReplaceOutcome first(CheckOutcome outcome) {
        return outcome instanceof CheckOutcome.Checked checked
                ? new ReplaceOutcome.Done(checked.connection())
                : new ReplaceOutcome.Duplicate(((CheckOutcome.Duplicate) outcome).existing());
    }

    /** Where no key's account is ever named, a connection goes on under the name of its first. */
    private static Account account(Connection connection, ProofAnswer.Proven proven) {
        boolean nameless =
                !proven.named() && Fingerprints.isOne(connection.account().id());
        return nameless ? connection.account() : proven.account();
    }

    private static ProvenAccount proven(Connection connection, Account account, ProofAnswer.Proven proven) {
        return new ProvenAccount(
                connection.tenant(),
                connection.owner(),
                connection.provider(),
                connection.issuer(),
                connection.kind(),
                account,
                connection.inputs(),
                Map.of(),
                Map.of(TokenSlot.MAIN, proven.grant()));
    }

    private Uni<ReplaceOutcome> store(Connection renewed, ProofAnswer.Proven proven) {
        return transitions
                .store(renewed, Act.CONNECTED)
                .chain(() -> connections.storeGrant(
                        renewed,
                        TokenSlot.MAIN,
                        vault.seal(renewed.tenant(), renewed.id().value(), TokenSlot.MAIN, proven.grant())))
                .replaceWith(new ReplaceOutcome.Done(renewed));
    }

    private static Uni<ReplaceOutcome> done(ReplaceOutcome outcome) {
        return Uni.createFrom().item(outcome);
    }
}
