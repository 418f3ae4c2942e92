package org.integrationstack.gateway.signature;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.Ed25519;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.Oidc;
import org.integrationstack.common.provider.SignatureScheme.Origin;
import org.integrationstack.common.provider.SignatureScheme.Token;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.provider.Webhooks;

/** Makes verifiers. */
@ApplicationScoped
public class SignatureVerifiers {

    private final KeySets keySets;
    private final InstantSource clock;

    @Inject
    public SignatureVerifiers(KeySets keySets, InstantSource clock) {
        this.keySets = keySets;
        this.clock = clock;
    }

    /**
     * A verifier for a kind of delivery. Secrets that cannot be keys of it are passed over. Empty where nothing could ever
     * be genuine: there is no secret, all of them are garbled, or a value is missing or empty.
     */
    public Optional<SignatureVerifier> of(Webhooks webhooks, Trust trust) {
        List<SignatureVerifier> verifiers = webhooks.signatures().stream()
                .flatMap(scheme -> of(scheme, trust).stream())
                .toList();
        return verifiers.size() < 2 ? verifiers.stream().findFirst() : Optional.of(new AnyOf(verifiers));
    }

    private Optional<SignatureVerifier> of(SignatureScheme scheme, Trust trust) {
        if (scheme instanceof Hmac hmac) {
            return hmac(hmac, trust);
        }
        if (scheme instanceof Ed25519 ed25519) {
            return ed25519(ed25519, trust);
        }
        if (scheme instanceof Token token) {
            return trust.secrets().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TokenVerifier(token.place(), trust.secrets(), clock));
        }
        return scheme instanceof Oidc oidc ? oidc(oidc, trust) : origin((Origin) scheme, trust);
    }

    private Optional<SignatureVerifier> hmac(Hmac scheme, Trust trust) {
        Keys<MessageKey> keys =
                Keys.of(trust.secrets(), scheme.key(), bytes -> Optional.of(HmacKey.of(scheme.algorithm(), bytes)));
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(new MessageVerifier(
                        scheme.signature(), scheme.signed(), scheme.algorithm().bytes(), keys, clock));
    }

    private Optional<SignatureVerifier> ed25519(Ed25519 scheme, Trust trust) {
        Keys<MessageKey> keys = Keys.of(
                trust.secrets(), scheme.key(), bytes -> Ed25519Key.of(bytes).map(key -> key));
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(new MessageVerifier(
                        scheme.signature(), scheme.signed(), Ed25519Key.SIGNATURE_LENGTH, keys, clock));
    }

    private Optional<SignatureVerifier> oidc(Oidc scheme, Trust trust) {
        Map<String, String> claims = new HashMap<>();
        scheme.claims()
                .forEach((name, wanted) ->
                        value(wanted, trust).filter(text -> !text.isBlank()).ifPresent(text -> claims.put(name, text)));
        return claims.size() < scheme.claims().size()
                ? Optional.empty()
                : value(scheme.audience(), trust)
                        .map(audience -> new OidcVerifier(scheme, audience, claims, keySets, clock));
    }

    private static Optional<SignatureVerifier> origin(Origin scheme, Trust trust) {
        return value(scheme.equals(), trust)
                .filter(organization -> !organization.isBlank())
                .map(organization -> new OriginVerifier(
                        scheme.organization(),
                        organization,
                        trust.addresses().isEmpty() ? scheme.addresses() : trust.addresses()));
    }

    /** Empty where one of the template's variables has no value. */
    private static Optional<String> value(Template template, Trust trust) {
        return trust.values().keySet().containsAll(template.variables())
                ? Optional.of(template.render(trust.values()))
                : Optional.empty();
    }
}
