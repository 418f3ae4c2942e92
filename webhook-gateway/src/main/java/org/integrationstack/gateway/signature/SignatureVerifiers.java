package org.integrationstack.gateway.signature;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.Webhooks;

/** Makes verifiers. */
@ApplicationScoped
public class SignatureVerifiers {

    private final InstantSource clock;

    @Inject
    public SignatureVerifiers(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A verifier for a kind of delivery. Secrets that cannot be keys of it are passed over. Empty where nothing could ever
     * be genuine: there is no secret, all of them are garbled, or a value is missing.
     */
    public Optional<SignatureVerifier> of(Webhooks webhooks, Trust trust) {
        List<SignatureVerifier> verifiers = webhooks.signatures().stream()
                .flatMap(scheme -> verifier(scheme, trust).stream())
                .toList();
        return verifiers.stream().findFirst();
    }

    private Optional<SignatureVerifier> verifier(SignatureScheme scheme, Trust trust) {
        if (scheme instanceof Hmac hmac && !trust.secrets().isEmpty()) {
            return Optional.of(new HmacVerifier(hmac, trust.secrets(), clock));
        }
        return Optional.empty();
    }
}
