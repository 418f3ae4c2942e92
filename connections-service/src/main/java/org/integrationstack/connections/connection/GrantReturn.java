package org.integrationstack.connections.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.AccountEndpoint;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.GrantSettings;
import org.integrationstack.connections.grant.RevocationAnswer;
import org.integrationstack.connections.grant.RevocationEndpoint;
import org.integrationstack.connections.grant.TokenVault;

/**
 * Asks a provider to take one grant back. Where that would end every grant of the account, it is asked only while nobody
 * lives by one, and nobody is about to. No transaction is held while a provider is asked.
 */
@ApplicationScoped
class GrantReturn {
    /** How long exchanges of codes are waited for: where there is never a moment without one, somebody has to give in. */
    private static final Duration PATIENCE_WITH_EXCHANGES = Duration.ofMinutes(10);

    /** How much longer than a call may take the exchanges of codes are held up at most: by a process that died over it. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(GrantReturn.class);

    private final RevocationQueue queue;
    private final RevocationEndpoint endpoint;
    private final AccountEndpoint accounts;
    private final CodeExchanges codes;
    private final Providers providers;
    private final TokenVault vault;
    private final Duration longest;
    private final Clock clock;

    @Inject
    GrantReturn(
            RevocationQueue queue,
            RevocationEndpoint endpoint,
            AccountEndpoint accounts,
            CodeExchanges codes,
            Providers providers,
            TokenVault vault,
            GrantSettings settings,
            Clock clock) {
        this.queue = queue;
        this.endpoint = endpoint;
        this.accounts = accounts;
        this.codes = codes;
        this.providers = providers;
        this.vault = vault;
        this.longest = settings.timeout().plus(MARGIN);
        this.clock = clock;
    }

    /** What the provider answers; it is asked once. */
    Uni<RevocationAnswer> ask(RevocationOrder order) {
        return open(order).chain(grant -> ask(order, grant));
    }

    private Uni<RevocationAnswer> ask(RevocationOrder order, Optional<Grant> grant) {
        Optional<ProviderDefinition> provider = providers.find(order.provider());
        if (grant.isEmpty() || provider.isEmpty()) {
            return Uni.createFrom().item(new RevocationAnswer.Refused("no_usable_grant_or_provider"));
        }
        if (order.reason() == RevocationReason.EXCHANGING) {
            return codes.settle(provider.get(), order, grant.get());
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

    private static boolean endsAllGrants(ProviderDefinition provider, RevocationOrder order) {
        return provider.reach(order.kind(), order.slot().name()).equals(Optional.of(OAuth.Reach.GRANT));
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
        boolean impatient = order.since().plus(PATIENCE_WITH_EXCHANGES).isBefore(clock.instant());
        return queue.clear(order, accountId, longest, impatient).chain(clearance -> switch (clearance) {
            case NOW -> revoke(provider, order, Optional.of(accountId), grant);
            case LATER -> Uni.createFrom().item(new RevocationAnswer.Unavailable("exchange_under_way"));
            case SHARED -> Uni.createFrom().item(new RevocationAnswer.Shared());
        });
    }

    private Uni<RevocationAnswer> revoke(
            ProviderDefinition provider, RevocationOrder order, Optional<String> accountId, Grant grant) {
        Map<String, String> variables = new HashMap<>(order.inputs());
        accountId.ifPresent(id -> variables.put("account_id", id));
        return endpoint.revoke(provider, order.kind(), variables, grant);
    }
}
