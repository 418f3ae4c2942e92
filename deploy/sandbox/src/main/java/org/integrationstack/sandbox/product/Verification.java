package org.integrationstack.sandbox.product;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.standard.Signing;

/**
 * Whether a request was signed with the secret, a moment ago.
 *
 * <p>Source: the Standard Webhooks specification, "Verifying webhook authenticity".
 */
record Verification(Optional<Signing> signing, Duration tolerance, Clock clock) {

    /** Why the request is not to be believed; empty: it is. */
    Optional<String> refusal(Call call) {
        if (signing.isEmpty()) {
            return Optional.of("no secret is known");
        }
        for (String header : List.of(Signing.ID, Signing.TIMESTAMP, Signing.SIGNATURE)) {
            if (call.headers().getAll(header).size() != 1) {
                return Optional.of("not exactly one header " + header);
            }
        }
        String time = call.headers().get(Signing.TIMESTAMP);
        if (!time.matches("\\d{1,12}")) {
            return Optional.of("malformed " + Signing.TIMESTAMP);
        }
        if (!signed(call, time)) {
            return Optional.of("no signature matches");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), clock.instant());
        return age.abs().compareTo(tolerance) > 0 ? Optional.of("outside the tolerance") : Optional.empty();
    }

    private boolean signed(Call call, String time) {
        String id = call.headers().get(Signing.ID);
        byte[] expected =
                signing.orElseThrow().entry(id, time, call.body().getBytes()).getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(call.headers().get(Signing.SIGNATURE).split(" ", -1))
                .anyMatch(entry -> MessageDigest.isEqual(entry.getBytes(StandardCharsets.UTF_8), expected));
    }
}
