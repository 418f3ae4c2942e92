package org.integrationstack.connections.refresh;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.grant.Grant;

/** Finds the way in which a token is renewed: by its connection's kind and its provider's definition. */
public final class Renewals {
    private final Map<ConnectionKind, Renewal> renewals = new EnumMap<>(ConnectionKind.class);
    private final Providers providers;

    Renewals(Collection<Renewal> renewals, Providers providers) {
        renewals.forEach(renewal -> this.renewals.put(renewal.kind(), renewal));
        this.providers = providers;
    }

    /** Whether a kind's token can be renewed with what there is. */
    public boolean renews(ConnectionKind kind, boolean hasRefreshToken) {
        Renewal renewal = renewals.get(kind);
        return renewal != null && renewal.renews(hasRefreshToken);
    }

    /** Where nothing is known of the provider any more, nothing is risked. */
    UnknownOutcome unknownOutcome(StoredToken token) {
        Renewal renewal = renewals.get(token.kind());
        return provider(token)
                .filter(definition -> renewal != null)
                .map(definition -> renewal.unknownOutcome(definition))
                .orElse(UnknownOutcome.WAIT);
    }

    /** Whether a call that was never answered is asked again only once the token has ended. */
    boolean waits(StoredToken token) {
        return unknownOutcome(token) == UnknownOutcome.WAIT;
    }

    /** Empty where the provider has no definition any more. */
    Optional<ProviderDefinition> provider(StoredToken token) {
        return providers.find(token.provider());
    }

    /** The renewal of a token that can be renewed. */
    Renewal of(ConnectionKind kind) {
        return renewals.get(kind);
    }

    /** The request to make. */
    Renewal.Renewable renewable(StoredToken token, ProviderDefinition provider, Grant grant) {
        return new Renewal.Renewable(provider, token.inputs(), token.accountId(), grant);
    }
}
