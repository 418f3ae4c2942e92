package org.integrationstack.connections.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.AccountEndpoint;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.RevocationAnswer;
import org.integrationstack.connections.grant.RevocationEndpoint;
import org.integrationstack.connections.grant.TokenVault;

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
    private final Connections connections;
    private final ConnectionEvents events;
    private final RevocationEndpoint endpoint;
    private final AccountEndpoint accounts;
    private final Providers providers;
    private final TokenVault vault;
    private final Lifecycle lifecycle;
    private final MeterRegistry registry;
    private final Clock clock;

    @Inject
    Revocations(
            Transactions transactions,
            RevocationQueue queue,
            Connections connections,
            ConnectionEvents events,
            RevocationEndpoint endpoint,
            AccountEndpoint accounts,
            Providers providers,
            TokenVault vault,
            Lifecycle lifecycle,
            MeterRegistry registry,
            Clock clock) {
        this.transactions = transactions;
        this.queue = queue;
        this.connections = connections;
        this.events = events;
        this.endpoint = endpoint;
        this.accounts = accounts;
        this.providers = providers;
        this.vault = vault;
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
                .transformToUniAndMerge(order -> ask(order).map(answer -> Map.entry(order, answer)))
                .onItem()
                .transformToUniAndConcatenate(asked -> conclude(asked.getKey(), asked.getValue()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** No transaction is held while the provider is asked. */
    private Uni<RevocationAnswer> ask(RevocationOrder order) {
        return open(order).chain(grant -> ask(order, grant));
    }

    private Uni<RevocationAnswer> ask(RevocationOrder order, Optional<Grant> grant) {
        Optional<ProviderDefinition> provider = providers.find(order.provider());
        if (grant.isEmpty() || provider.isEmpty()) {
            return Uni.createFrom().item(new RevocationAnswer.Refused("no_usable_grant_or_provider"));
        }
        return endsAllGrants(provider.get(), order)
                ? askUnlessShared(provider.get(), order, grant.get())
                : revoke(provider.get(), order, order.accountId(), grant.get());
    }

    /** Empty when the keys are gone that sealed it: there is nothing to give back then. */
    private Uni<Optional<Grant>> open(RevocationOrder order) {
        return vault.open(order.tenant(), order.place(), order.slot(), order.grant(), Set.of())
                .map(Optional::of)
                .onFailure(SealBrokenException.class)
                .invoke(failure -> LOG.errorf(
                        "a grant of %s to be given back does not open: %s", order.provider(), failure.getMessage()))
                .onFailure(SealBrokenException.class)
                .recoverWithItem(Optional.empty());
    }

    private Uni<RevocationAnswer> askUnlessShared(ProviderDefinition provider, RevocationOrder order, Grant grant) {
        return order.accountId()
                .map(known -> revokeUnlessShared(provider, order, known, grant))
                .orElseGet(() -> accounts.account(provider, order.kind(), order.inputs(), grant)
                        .chain(answer -> identified(provider, order, answer, grant)));
    }

    /** Nobody else's grant may be ended for want of knowing whose this one is. */
    private Uni<RevocationAnswer> identified(
            ProviderDefinition provider, RevocationOrder order, AccountAnswer answer, Grant grant) {
        if (answer instanceof AccountAnswer.Known known) {
            return revokeUnlessShared(provider, order, known.account().id(), grant);
        }
        return Uni.createFrom()
                .item(
                        answer instanceof AccountAnswer.Unavailable
                                ? new RevocationAnswer.Unavailable("account_unknown")
                                : new RevocationAnswer.Refused("account_unknown"));
    }

    private Uni<RevocationAnswer> revokeUnlessShared(
            ProviderDefinition provider, RevocationOrder order, String accountId, Grant grant) {
        return queue.isShared(order, accountId)
                .chain(shared -> shared
                        ? Uni.createFrom().item(new RevocationAnswer.Shared())
                        : revoke(provider, order, Optional.of(accountId), grant));
    }

    private Uni<RevocationAnswer> revoke(
            ProviderDefinition provider, RevocationOrder order, Optional<String> accountId, Grant grant) {
        Map<String, String> variables = new HashMap<>(order.inputs());
        accountId.ifPresent(id -> variables.put("account_id", id));
        return endpoint.revoke(provider, order.kind(), variables, grant);
    }

    private static boolean endsAllGrants(ProviderDefinition provider, RevocationOrder order) {
        return provider.reach(order.kind(), order.slot().name()).equals(Optional.of(OAuth.Reach.GRANT));
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
                .orElseGet(() -> Uni.createFrom().voidItem());
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
