package org.integrationstack.gateway.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.Timestamp;
import org.integrationstack.common.secret.Secret;

/**
 * {@link Hmac}. Source: RFC 2104, and for the form of the header the provider's document that the definition names.
 */
final class HmacVerifier implements SignatureVerifier {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private final Hmac scheme;
    private final List<SecretKeySpec> keys;
    private final InstantSource clock;
    private final String[] aroundBody;

    HmacVerifier(Hmac scheme, List<Secret> secrets, InstantSource clock) {
        this.scheme = scheme;
        this.clock = clock;
        this.keys = secrets.stream().map(this::key).toList();
        this.aroundBody = scheme.signed().text().split(Pattern.quote("{body}"), -1);
    }

    private SecretKeySpec key(Secret secret) {
        byte[] bytes = secret.reveal().getBytes(StandardCharsets.UTF_8);
        return new SecretKeySpec(bytes, scheme.algorithm().macName());
    }

    @Override
    public Optional<Claim> claim(Function<String, List<String>> headers) {
        Optional<byte[]> signature = only(headers.apply(scheme.header())).flatMap(this::signature);
        if (scheme.timestamp().isEmpty()) {
            return signature.map(code -> body -> isCodeOf(code, "", body));
        }
        Timestamp timestamp = scheme.timestamp().get();
        Optional<String> seconds = only(headers.apply(timestamp.header()))
                .filter(text -> SECONDS.matcher(text).matches());
        return signature.flatMap(code -> seconds.map(signedAt -> body ->
                // Age comes second: only what is signed is worth believing.
                isCodeOf(code, signedAt, body) && isRecent(signedAt, timestamp.tolerance())));
    }

    /** Two values could be read as two different signatures, by us and by a proxy before us. */
    private static Optional<String> only(List<String> values) {
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    private Optional<byte[]> signature(String header) {
        if (!header.startsWith(scheme.prefix())) {
            return Optional.empty();
        }
        String text = header.substring(scheme.prefix().length());
        return decoded(text).filter(code -> code.length == scheme.algorithm().bytes());
    }

    private Optional<byte[]> decoded(String text) {
        try {
            return scheme.encoding() == Encoding.HEX
                    ? Optional.of(HexFormat.of().parseHex(text))
                    : base64(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** With padding and without stray bits, which Java's decoder would forgive. */
    private static Optional<byte[]> base64(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        return Optional.of(bytes)
                .filter(code -> Base64.getEncoder().encodeToString(code).equals(text));
    }

    private boolean isCodeOf(byte[] code, String timestamp, byte[] body) {
        boolean found = false;
        for (SecretKeySpec key : keys) {
            found |= MessageDigest.isEqual(code(key, timestamp, body), code);
        }
        return found;
    }

    private byte[] code(SecretKeySpec key, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(scheme.algorithm().macName());
            mac.init(key);
            for (int i = 0; i < aroundBody.length; i++) {
                if (i > 0) {
                    mac.update(body);
                }
                mac.update(aroundBody[i].replace("{timestamp}", timestamp).getBytes(StandardCharsets.UTF_8));
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "every Java runtime has " + scheme.algorithm().macName(), e);
        }
    }

    private boolean isRecent(String seconds, Duration tolerance) {
        Instant signedAt = Instant.ofEpochSecond(Long.parseLong(seconds));
        return Duration.between(signedAt, clock.instant()).abs().compareTo(tolerance) <= 0;
    }
}
