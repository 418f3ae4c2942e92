package org.integrationstack.sandbox.google;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/**
 * The keys that sign Google's JWTs, of which one is published at a time; made when first needed and kept. Confined to
 * the event loop.
 *
 * <p>Source: RFC 7515, RFC 7517, RFC 7518.
 */
final class SigningKeys {
    private static final String FOREIGN = "(a key that is not published)";
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final Supplier<Settings> settings;
    private final Map<String, KeyPair> keys = new HashMap<>();

    SigningKeys(Supplier<Settings> settings) {
        this.settings = settings;
    }

    /** The published keys, which is the one that signs. */
    ObjectNode published() {
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

    /** A JWT of these claims. */
    String signed(ObjectNode claims, Settings.Signature kind) {
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

    private static String encoded(ObjectNode json) {
        return BASE64URL.encodeToString(Json.text(json).getBytes(StandardCharsets.UTF_8));
    }

    /** Big-endian without a sign. Source: RFC 7518 section 2, Base64urlUInt. */
    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
