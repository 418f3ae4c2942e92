package org.integrationstack.worker.effect.forward;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as the Standard Webhooks specification says, with each of some secrets.
 *
 * <p>Source: Standard Webhooks, "Signature scheme" and "Webhook headers": HMAC-SHA256 over id, time and body, joined by
 * dots; several signatures are separated by blanks.
 */
final class Signer {
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /**
     * @param secrets the first is the current one
     * @throws IllegalArgumentException when there is none, or one is not a secret of that form; the message shows none
     */
    Signer(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a destination needs a secret");
        }
        this.keys = secrets.stream().map(Signer::key).toList();
    }

    /** The headers that go with the body. */
    Map<String, String> headers(String id, Instant at, byte[] body) {
        String time = Long.toString(at.getEpochSecond());
        byte[] signed = signed(id + "." + time + ".", body);
        String signatures = keys.stream()
                .map(key -> "v1," + Base64.getEncoder().encodeToString(mac(key, signed)))
                .collect(Collectors.joining(" "));
        return Map.of("webhook-id", id, "webhook-timestamp", time, "webhook-signature", signatures);
    }

    private static byte[] signed(String head, byte[] body) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(body);
        return signed.toByteArray();
    }

    private static byte[] mac(SecretKeySpec key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HMAC-SHA256", e);
        }
    }

    private static SecretKeySpec key(String secret) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : "!");
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length < SHORTEST || bytes.length > LONGEST) {
            throw new IllegalArgumentException("a destination's secret is whsec_ and 24 to 64 bytes in base64");
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }
}
