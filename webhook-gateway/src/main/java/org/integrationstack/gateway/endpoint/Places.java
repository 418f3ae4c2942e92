package org.integrationstack.gateway.endpoint;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;
import org.jboss.logging.Logger;

import org.integrationstack.common.http.AddressRange;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.gateway.endpoint.Place.Lane;
import org.integrationstack.gateway.signature.SignatureVerifiers;
import org.integrationstack.gateway.signature.Trust;

/** Makes places of what definitions, configuration and topic say. The providers' own are fixed at start. Thread-safe. */
@Startup
@ApplicationScoped
public class Places {

    private static final Logger LOG = Logger.getLogger(Places.class);

    private final Providers providers;
    private final ProviderSettings settings;
    private final SignatureVerifiers verifiers;
    private final Map<ProviderId, Place> own = new HashMap<>();

    @Inject
    public Places(Providers providers, ProviderSettings settings, SignatureVerifiers verifiers) {
        this.providers = providers;
        this.settings = settings;
        this.verifiers = verifiers;
        for (ProviderDefinition provider : providers.all()) {
            if (!provider.webhooks().isEmpty()) {
                own.put(provider.id(), own(provider));
            }
        }
        LOG.infof("Providers whose own address takes nothing, since no secret is set: %s", closed());
    }

    private List<ProviderId> closed() {
        return own.values().stream()
                .filter(place -> !place.isOpen())
                .map(Place::provider)
                .sorted(Comparator.comparing(ProviderId::value))
                .toList();
    }

    /** The provider's own address; empty where no provider that sends webhooks is called so. */
    public Optional<Place> of(String provider) {
        return ProviderId.parse(provider).map(own::get);
    }

    /** The place that an endpoint is. One whose provider is not defined here has no lanes: nothing comes in. */
    public Place of(WebhookEndpoint endpoint) {
        List<Webhooks> kinds = providers
                .find(endpoint.provider())
                .map(ProviderDefinition::webhooks)
                .orElse(List.of());
        if (kinds.isEmpty()) {
            LOG.warnf("Endpoint %s is of %s, which sends no webhooks here", endpoint.id(), endpoint.provider());
        }
        List<AddressRange> addresses = settings.webhookAddresses(endpoint.provider());
        List<Lane> lanes = kinds.stream()
                .map(kind -> lane(kind, new Trust(endpoint.secrets(), values(kind, endpoint), addresses)))
                .toList();
        return new Place(endpoint.provider(), Optional.of(endpoint), lanes);
    }

    private static Map<String, String> values(Webhooks kind, WebhookEndpoint endpoint) {
        Map<String, String> values = new HashMap<>();
        kind.inputs()
                .forEach((name, input) -> Optional.ofNullable(endpoint.values().get(name))
                        .or(input::defaultValue)
                        .ifPresent(value -> values.put(name, value)));
        endpoint.account().ifPresent(account -> values.put("account", account));
        return values;
    }

    private Place own(ProviderDefinition provider) {
        ProviderId id = provider.id();
        List<SigningSecret> secrets = settings.webhookSecrets(id);
        warnOfWhiteSpace(id, secrets);
        List<AddressRange> addresses = settings.webhookAddresses(id);
        List<Lane> lanes = provider.webhooks().stream()
                .map(kind -> lane(kind, new Trust(secrets, settings.webhookValues(id, kind.inputs()), addresses)))
                .toList();
        Place place = new Place(id, Optional.empty(), lanes);
        if (!place.isOpen() && !secrets.isEmpty()) {
            LOG.warnf(
                    "Deliveries of %s to its own address are refused (503): none of its webhook secrets has the form that"
                            + " %s's signatures need",
                    id, id);
        }
        return place;
    }

    private Lane lane(Webhooks kind, Trust trust) {
        return new Lane(kind, trust, verifiers.of(kind, trust));
    }

    private static void warnOfWhiteSpace(ProviderId provider, List<SigningSecret> secrets) {
        if (secrets.stream()
                .map(secret -> secret.value().reveal())
                .anyMatch(text -> !text.strip().equals(text))) {
            LOG.warnf(
                    "A webhook secret for %s begins or ends with white space; it is used as it is, and if that is not"
                            + " meant, no signature will verify",
                    provider);
        }
    }
}
