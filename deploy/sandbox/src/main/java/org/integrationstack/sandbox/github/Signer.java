package org.integrationstack.sandbox.github;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.integrationstack.sandbox.frame.WebhookOrder.Signature;

/**
 * The signature headers of a webhook: HMAC over the bytes of the body.
 *
 * <p>Source: docs.github.com, "Validating webhook deliveries" and "Webhook events and payloads",
 * delivery headers.
 */
final class Signer {
    private Signer() {}

    static List<Map.Entry<String, String>> headers(Signature kind, String secret, String body) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        if (kind == Signature.MISSING) {
            return headers;
        }
        String key = kind == Signature.INVALID ? "not " + secret : secret;
        headers.add(Map.entry("X-Hub-Signature", "sha1=" + mac("HmacSHA1", key, body)));
        Map.Entry<String, String> signature =
                Map.entry("X-Hub-Signature-256", "sha256=" + mac("HmacSHA256", key, body));
        headers.add(signature);
        if (kind == Signature.DOUBLED) {
            headers.add(signature);
        }
        return headers;
    }

    private static String mac(String algorithm, String secret, String body) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
