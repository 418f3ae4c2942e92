package org.integrationstack.connections.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.KeyEncoding;
import org.integrationstack.common.provider.SignatureScheme.KeyForm;
import org.integrationstack.common.secret.Secret;

/** What signing secrets look like, as the provider's signature schemes want them. Thread-safe. */
@ApplicationScoped
class SecretForms {
    /** As much as SHA-256 gives. Source: RFC 2104, section 3; Standard Webhooks, "Symmetric": 24 to 64 bytes. */
    private static final int RANDOM_BYTES = 32;

    private static final int SHORTEST_KEY = 8;
    /** Source: RFC 8032, section 5.1.5. */
    private static final int PUBLIC_KEY = 32;

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,512}");

    private final SecureRandom random;

    @Inject
    SecretForms(SecureRandom random) {
        this.random = random;
    }

    /** Whether the provider signs with a secret at all. */
    boolean takesSecrets(ProviderDefinition provider) {
        return schemes(provider).findAny().isPresent();
    }

    /** Whether a secret may be made here, for the provider to be told: not where it is the provider's public key. */
    boolean makesSecrets(ProviderDefinition provider) {
        return schemes(provider).anyMatch(SecretForms::isShared);
    }

    /** A new secret; empty where none may be made here. */
    Optional<Secret> generate(ProviderDefinition provider) {
        byte[] key = new byte[RANDOM_BYTES];
        random.nextBytes(key);
        return schemes(provider)
                .filter(SecretForms::isShared)
                .findFirst()
                .map(SecretForms::form)
                .map(form -> Secret.of(form.prefix() + text(form.encoding(), key)));
    }

    /** What is wrong with a secret that the provider has given, without showing it; empty where nothing is. */
    Optional<String> problem(ProviderDefinition provider, Secret secret) {
        if (!takesSecrets(provider)) {
            return Optional.of("must be absent: this provider signs with none");
        }
        return schemes(provider).anyMatch(scheme -> fits(scheme, secret.reveal()))
                ? Optional.empty()
                : Optional.of("must be "
                        + schemes(provider)
                                .map(SecretForms::description)
                                .distinct()
                                .collect(Collectors.joining(", or ")));
    }

    private static Stream<SignatureScheme> schemes(ProviderDefinition provider) {
        return provider.webhooks().stream()
                .flatMap(kind -> kind.signatures().stream())
                .filter(SignatureScheme::needsSecret);
    }

    private static boolean isShared(SignatureScheme scheme) {
        return !(scheme instanceof SignatureScheme.Ed25519);
    }

    private static boolean fits(SignatureScheme scheme, String secret) {
        return key(form(scheme), secret)
                .filter(key -> isShared(scheme) ? key.length >= SHORTEST_KEY : key.length == PUBLIC_KEY)
                .isPresent();
    }

    private static Optional<byte[]> key(KeyForm form, String secret) {
        if (!VISIBLE.matcher(secret).matches() || !secret.startsWith(form.prefix())) {
            return Optional.empty();
        }
        String text = secret.substring(form.prefix().length());
        try {
            return Optional.of(
                    switch (form.encoding()) {
                        case UTF8 -> text.getBytes(StandardCharsets.UTF_8);
                        case BASE64 -> Base64.getDecoder().decode(text);
                        case HEX -> HexFormat.of().parseHex(text);
                    });
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(KeyEncoding encoding, byte[] key) {
        return encoding == KeyEncoding.BASE64
                ? Base64.getEncoder().encodeToString(key)
                : HexFormat.of().formatHex(key);
    }

    private static KeyForm form(SignatureScheme scheme) {
        return scheme instanceof SignatureScheme.Signed signed ? signed.key() : KeyForm.PLAIN;
    }

    private static String description(SignatureScheme scheme) {
        KeyForm form = form(scheme);
        String key = isShared(scheme)
                ? "a key of %d bytes at least".formatted(SHORTEST_KEY)
                : "a public key of %d bytes".formatted(PUBLIC_KEY);
        String written = switch (form.encoding()) {
            case UTF8 -> "visible characters";
            case BASE64 -> "base64";
            case HEX -> "hexadecimal";
        };
        return key + " in " + written + (form.prefix().isEmpty() ? "" : " behind " + form.prefix());
    }
}
