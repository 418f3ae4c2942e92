package org.integrationstack.sandbox.product;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Hmac;
import org.integrationstack.sandbox.frame.Problem;

/**
 * Whether a request was signed with the secret, a moment ago.
 *
 * <p>Source: the Standard Webhooks specification, "Verifying webhook authenticity".
 *
 * @param secret in the form {@code whsec_…}
 */
record Verification(Optional<String> secret, Duration tolerance, Clock clock) {
    static final String ID = "webhook-id";

    private static final String TIME = "webhook-timestamp";
    private static final String SIGNATURE = "webhook-signature";
    private static final String PREFIX = "whsec_";

    /** @throws Problem unless it is {@code whsec_} and base64 */
    static String checked(String secret) {
        if (!secret.matches("whsec_[A-Za-z0-9+/]+={0,2}")) {
            throw Problem.invalid("The product's secret must be whsec_ and base64.");
        }
        return secret;
    }

    /** Why the request is not to be believed; empty: it is. */
    Optional<String> refusal(Call call) {
        if (secret.isEmpty()) {
            return Optional.of("no secret is known");
        }
        for (String header : new String[] {ID, TIME, SIGNATURE}) {
            if (call.headers().getAll(header).size() != 1) {
                return Optional.of("not exactly one header " + header);
            }
        }
        String time = call.headers().get(TIME);
        if (!time.matches("\\d{1,12}")) {
            return Optional.of("malformed " + TIME);
        }
        if (!signed(call, call.headers().get(ID) + "." + time + ".")) {
            return Optional.of("no signature matches");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), clock.instant());
        return age.abs().compareTo(tolerance) > 0 ? Optional.of("outside the tolerance") : Optional.empty();
    }

    private boolean signed(Call call, String before) {
        byte[] key = Base64.getDecoder().decode(secret.orElseThrow().substring(PREFIX.length()));
        byte[] prefix = before.getBytes(StandardCharsets.UTF_8);
        byte[] body = call.body().getBytes();
        byte[] content = Arrays.copyOf(prefix, prefix.length + body.length);
        System.arraycopy(body, 0, content, prefix.length, body.length);
        byte[] expected = ("v1," + Base64.getEncoder().encodeToString(Hmac.of("HmacSHA256", key, content)))
                .getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(call.headers().get(SIGNATURE).split(" ", -1))
                .anyMatch(entry -> MessageDigest.isEqual(entry.getBytes(StandardCharsets.UTF_8), expected));
    }
}
