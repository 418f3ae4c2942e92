package org.integrationstack.connections.endpoint;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;

/** Which providers there can be endpoints for. */
@ApplicationScoped
public class EndpointOffers {
    private final Providers providers;
    private final SecretForms forms;

    @Inject
    EndpointOffers(Providers providers, SecretForms forms) {
        this.providers = providers;
        this.forms = forms;
    }

    /** What is asked for an endpoint of that provider; empty where it sends no webhooks that are known here. */
    public Optional<EndpointOffer> of(ProviderId provider) {
        return providers
                .find(provider)
                .filter(definition -> !definition.webhooks().isEmpty())
                .map(this::offer);
    }

    private EndpointOffer offer(ProviderDefinition definition) {
        return new EndpointOffer(
                forms.takesSecrets(definition),
                forms.makesSecrets(definition),
                EndpointRules.inputs(definition),
                definition.webhooks().size() == 1);
    }
}
