package org.integrationstack.sandbox.google;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/**
 * ID tokens and the keys that sign them, made when first needed and kept. Confined to the event loop.
 *
 * <p>Source: developers.google.com, "OpenID Connect"; OpenID Connect Core 1.0 sections 2 and 3.1.3.6;
 * RFC 7515, RFC 7517, RFC 7518.
 */
final class IdTokens {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final String FOREIGN = "(a key that is not published)";
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final String clientId;
    private final Clock clock;
    private final Supplier<Settings> settings;
    private final Map<String, KeyPair> keys = new HashMap<>();

    IdTokens(String clientId, Clock clock, Supplier<Settings> settings) {
        this.clientId = clientId;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * The ID token that comes with an access token.
     *
     * @param nonce of the authorization request; empty after a refresh
     */
    String with(Token<Person> access, Optional<String> nonce) {
        long now = clock.instant().getEpochSecond();
        ObjectNode claims =
                Json.object().put("iss", Addresses.ISSUER).put("azp", clientId).put("aud", clientId);
        claims.setAll(access.person().claims(access.scopes()));
        claims.put("at_hash", hash(access.value()));
        nonce.ifPresent(value -> claims.put("nonce", value));
        claims.put("iat", now).put("exp", now + LIFE.toSeconds());
        return signed(Json.merge(claims, settings.get().idTokenClaims()));
    }

    /** The published keys, which is the one that signs. */
    ObjectNode keySet() {
        RSAPublicKey key = (RSAPublicKey) key(settings.get().idTokenKey()).getPublic();
        ObjectNode json = Json.object()
                .put("kty", "RSA")
                .put("alg", "RS256")
                .put("use", "sig")
                .put("kid", settings.get().idTokenKey())
                .put("n", BASE64URL.encodeToString(unsigned(key.getModulus())))
                .put("e", BASE64URL.encodeToString(unsigned(key.getPublicExponent())));
        ObjectNode set = Json.object();
        set.set("keys", Json.array(List.of(json)));
        return set;
    }

    private String signed(ObjectNode claims) {
        Settings.Signature kind = settings.get().idTokenSignature();
        String name = settings.get().idTokenKey();
        boolean unsigned = kind == Settings.Signature.NONE;
        ObjectNode header = Json.object()
                .put("alg", unsigned ? "none" : "RS256")
                .put("kid", name)
                .put("typ", "JWT");
        String content = encoded(header) + "." + encoded(claims);
        return content + "."
                + (unsigned ? "" : signature(key(kind == Settings.Signature.VALID ? name : FOREIGN), content));
    }

    private KeyPair key(String name) {
        return keys.computeIfAbsent(name, unknown -> generate());
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String signature(KeyPair key, String content) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return BASE64URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The left half of the access token's SHA-256. */
    private static String hash(String accessToken) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return BASE64URL.encodeToString(Arrays.copyOf(hash, hash.length / 2));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String encoded(ObjectNode json) {
        return BASE64URL.encodeToString(Json.text(json).getBytes(StandardCharsets.UTF_8));
    }

    /** Big-endian without a sign. Source: RFC 7518 section 2, Base64urlUInt. */
    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
