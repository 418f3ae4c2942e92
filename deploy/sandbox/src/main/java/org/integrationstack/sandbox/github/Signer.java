package org.integrationstack.sandbox.github;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.integrationstack.sandbox.frame.Hmac;
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
        return HexFormat.of().formatHex(Hmac.of(algorithm, secret, body));
    }
}
