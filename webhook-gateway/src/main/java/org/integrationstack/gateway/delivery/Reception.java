package org.integrationstack.gateway.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;
import org.jboss.logging.Logger;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.gateway.signature.SignatureVerifier;
import org.integrationstack.gateway.signature.SignatureVerifiers;
import org.integrationstack.gateway.signature.Trust;

/** Decides which deliveries may come in. Fixed at start; thread-safe. */
@Startup
@ApplicationScoped
public class Reception {

    private static final Logger LOG = Logger.getLogger(Reception.class);

    private final Map<ProviderId, Entrance> entrances = new HashMap<>();
    private final ProviderSettings settings;
    private final MacKeys keys;
    private final SignatureVerifiers verifiers;

    @Inject
    public Reception(Providers providers, ProviderSettings settings, MacKeys keys, SignatureVerifiers verifiers) {
        this.settings = settings;
        this.keys = keys;
        this.verifiers = verifiers;
        for (ProviderDefinition provider : providers.all()) {
            provider.webhooks().stream().findFirst().ifPresent(webhooks -> open(provider.id(), webhooks));
        }
    }

    /** Decides from what came before the body. */
    public Admission admit(String provider, DeliveryHead head) {
        return entrance(provider)
                .map(entrance -> entrance.admit(head))
                .orElseGet(() -> new Admission.Refused(Refusal.UNKNOWN_PROVIDER));
    }

    /** Whether deliveries of a provider called so may come in. */
    public boolean knows(String provider) {
        return entrance(provider).isPresent();
    }

    private Optional<Entrance> entrance(String provider) {
        return ProviderId.parse(provider).map(entrances::get);
    }

    private void open(ProviderId provider, Webhooks webhooks) {
        List<SigningSecret> secrets = settings.webhookSecrets(provider);
        if (secrets.isEmpty()) {
            LOG.warnf(
                    "No webhook secret for %s: its deliveries are refused (503) until"
                            + " integration.providers.%s.webhook-secret is set",
                    provider, provider);
        } else if (secrets.stream()
                .map(secret -> secret.value().reveal())
                .anyMatch(text -> !text.strip().equals(text))) {
            LOG.warnf(
                    "A webhook secret for %s begins or ends with white space; it is used as it is, and if that is not"
                            + " meant, no signature will verify",
                    provider);
        }
        Optional<SignatureVerifier> verifier = verifiers.of(
                webhooks,
                new Trust(
                        secrets,
                        settings.webhookValues(provider, webhooks.inputs()),
                        settings.webhookAddresses(provider)));
        entrances.put(provider, new Entrance(provider, webhooks, verifier, keys, UUID::randomUUID));
    }
}
