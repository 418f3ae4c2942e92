package org.integrationstack.sandbox.standard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

import org.integrationstack.sandbox.frame.Hmac;
import org.integrationstack.sandbox.frame.Problem;

/**
 * The symmetric signature.
 *
 * <p>Source: the Standard Webhooks specification, "Signature scheme" and "Webhook headers (sending metadata to consumers)".
 *
 * @param secret {@code whsec_} and base64
 */
public record Signing(String secret) {
    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";

    private static final String PREFIX = "whsec_";

    /** @throws Problem unless the secret is of that form */
    public Signing {
        if (!secret.matches(PREFIX + "[A-Za-z0-9+/]+={0,2}")) {
            throw Problem.invalid("A secret of Standard Webhooks must be whsec_ and base64.");
        }
    }

    /** The entry of the signature header, with its version. */
    public String entry(String id, String timestamp, byte[] body) {
        byte[] prefix = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(prefix, prefix.length + body.length);
        System.arraycopy(body, 0, content, prefix.length, body.length);
        byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        return "v1," + Base64.getEncoder().encodeToString(Hmac.of("HmacSHA256", key, content));
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "Signing[redacted]";
    }
}
