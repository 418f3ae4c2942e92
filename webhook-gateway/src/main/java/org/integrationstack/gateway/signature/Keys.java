package org.integrationstack.gateway.signature;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.integrationstack.common.provider.SignatureScheme.KeyForm;
import org.integrationstack.common.secret.SigningSecret;

/**
 * Keys made of secrets, each with its end. A secret that is garbled, or is meant for another scheme, is left out.
 *
 * @param <K> what verifies by one key
 */
record Keys<K>(List<Key<K>> all) {

    Keys {
        all = List.copyOf(all);
    }

    /** A key and the secret it was made of. */
    record Key<K>(SigningSecret secret, K verifies) {}

    static <K> Keys<K> of(List<SigningSecret> secrets, KeyForm form, Function<byte[], Optional<K>> make) {
        return new Keys<>(secrets.stream()
                .flatMap(secret -> bytes(secret, form).flatMap(make).map(key -> new Key<>(secret, key)).stream())
                .toList());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Those that are good at that time. */
    List<K> goodAt(Instant now) {
        return all.stream()
                .filter(key -> key.secret().isGoodAt(now))
                .map(Key::verifies)
                .toList();
    }

    private static Optional<byte[]> bytes(SigningSecret secret, KeyForm form) {
        String text = secret.value().reveal();
        return text.startsWith(form.prefix())
                ? decoded(text.substring(form.prefix().length()), form).filter(bytes -> bytes.length > 0)
                : Optional.empty();
    }

    private static Optional<byte[]> decoded(String text, KeyForm form) {
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
}
