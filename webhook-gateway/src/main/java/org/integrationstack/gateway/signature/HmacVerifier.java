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
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.TimePlace;
import org.integrationstack.common.provider.SignatureScheme.Timestamp;
import org.integrationstack.common.secret.SigningSecret;

/**
 * {@link Hmac}. Source: RFC 2104, and for the form of the header the provider's document that the definition names.
 */
final class HmacVerifier implements SignatureVerifier {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private final Hmac scheme;
    private final List<SecretKeySpec> keys;
    private final InstantSource clock;
    private final String[] aroundBody;

    HmacVerifier(Hmac scheme, List<SigningSecret> secrets, InstantSource clock) {
        this.scheme = scheme;
        this.clock = clock;
        this.keys = secrets.stream().map(this::key).toList();
        this.aroundBody = scheme.signed().text().text().split(Pattern.quote("{body}"), -1);
    }

    private SecretKeySpec key(SigningSecret secret) {
        byte[] bytes = secret.value().reveal().getBytes(StandardCharsets.UTF_8);
        return new SecretKeySpec(bytes, scheme.algorithm().macName());
    }

    @Override
    public Optional<Claim> claim(SignedRequest request) {
        Optional<byte[]> signature = request.only(scheme.signature().name()).flatMap(this::signature);
        if (scheme.signed().timestamp().isEmpty()) {
            return signature.map(code -> body -> Uni.createFrom().item(() -> verdict(code, body)));
        }
        Timestamp timestamp = scheme.signed().timestamp().get();
        Optional<String> seconds = request.only(((TimePlace.Header) timestamp.place()).name())
                .filter(text -> SECONDS.matcher(text).matches());
        return signature.flatMap(code -> seconds.map(signedAt ->
                body -> Uni.createFrom().item(() -> verdict(code, signedAt, timestamp.tolerance(), body))));
    }

    private Verdict verdict(byte[] code, byte[] body) {
        return isCodeOf(code, "", body) ? Verdict.GENUINE : Verdict.WRONG;
    }

    /** Age comes second: only what is signed is worth believing. */
    private Verdict verdict(byte[] code, String signedAt, Duration tolerance, byte[] body) {
        if (!isCodeOf(code, signedAt, body)) {
            return Verdict.WRONG;
        }
        return isRecent(signedAt, tolerance) ? Verdict.GENUINE : Verdict.STALE;
    }

    private Optional<byte[]> signature(String header) {
        if (!header.startsWith(scheme.signature().prefix())) {
            return Optional.empty();
        }
        String text = header.substring(scheme.signature().prefix().length());
        return decoded(text).filter(code -> code.length == scheme.algorithm().bytes());
    }

    private Optional<byte[]> decoded(String text) {
        try {
            return scheme.signature().encoding() == Encoding.HEX
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
