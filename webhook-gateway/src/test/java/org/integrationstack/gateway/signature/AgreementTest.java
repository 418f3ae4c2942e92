package org.integrationstack.gateway.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The publishers' own libraries and ours say the same of generated deliveries, right and wrong ones. Where ours is stricter on
 * purpose, the case says so, and ours must refuse it.
 */
class AgreementTest {

    private static final int ROUNDS = Integer.getInteger("rounds", 2_000);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int accepted;
    private int refused;

    /** @param stricter why ours refuses it whatever theirs says; empty where both must agree */
    private record Case(String header, String body, long age, String stricter) {}

    @Test
    void agreesWithStripesLibrary() {
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        for (int round = 0; round < ROUNDS; round++) {
            String secret = "whsec_" + text(random.nextInt(20));
            Case made = stripe(secret, now);

            compare(
                    made,
                    round,
                    stripeSays(made, secret, now),
                    Sample.of(
                                    "stripe",
                                    "https://hooks.example.com/webhooks/stripe",
                                    Map.of("Stripe-Signature", made.header()))
                            .secrets(secret)
                            .now(now)
                            .body(made.body())
                            .isGenuine());
        }
        assertThatBothHappened();
    }

    private static boolean stripeSays(Case made, String secret, Instant now) {
        try {
            return com.stripe.net.Webhook.Signature.verifyHeader(
                    made.body(), made.header(), secret, 300, Clock.fixed(now, ZoneOffset.UTC));
        } catch (com.stripe.exception.SignatureVerificationException | RuntimeException e) {
            return false;
        }
    }

    private Case stripe(String secret, Instant now) {
        String body = text(random.nextInt(200));
        long age = age();
        String time = String.valueOf(now.getEpochSecond() - age);
        String right = hmac("HmacSHA256", secret.getBytes(StandardCharsets.UTF_8), time + "." + body);
        List<String> items = new ArrayList<>();
        String stricter = age < -300 ? "a clock that is ahead" : "";
        switch (random.nextInt(12)) {
            case 0 -> {}
            case 1 -> items.add("t=not_a_number");
            case 2 -> {
                items.addAll(List.of("t=" + time, "t=" + (now.getEpochSecond() - 1)));
                stricter = "two times";
            }
            default -> items.add("t=" + time);
        }
        for (int n = random.nextInt(4); n >= 0; n--) {
            items.add(
                    switch (random.nextInt(9)) {
                        case 0 -> "v1=" + hmac("HmacSHA256", new byte[] {1}, body);
                        case 1 -> "v0=" + right;
                        case 2 -> "v1=";
                        case 3 -> "v1=" + right.substring(1);
                        case 4 -> "x=" + right;
                        case 5 -> "v1a=" + right;
                        default -> "v1=" + right;
                    });
        }
        Collections.shuffle(items, random);
        return new Case(String.join(",", items), random.nextInt(8) == 0 ? body + " " : body, age, stricter);
    }

    @Test
    void agreesWithTheStandardWebhooksLibrary() {
        // Their library has no other clock, so no case is near the edge of what is recent.
        Instant now = Instant.now();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] key = new byte[24 + random.nextInt(41)];
            random.nextBytes(key);
            String secret = "whsec_" + Base64.getEncoder().encodeToString(key);
            String id = "msg_" + random.nextInt(1_000);
            String signedId = random.nextInt(8) == 0 ? id + "x" : id;
            Case made = standard(key, signedId, now);
            Map<String, String> headers = Map.of(
                    "webhook-id", id,
                    "webhook-timestamp", String.valueOf(now.getEpochSecond() - made.age()),
                    "webhook-signature", made.header());

            compare(
                    made,
                    round,
                    standardSays(made, secret, headers),
                    Sample.of("standard-webhooks", "https://hooks.example.com/", headers)
                            .secrets(secret)
                            .now(now)
                            .body(made.body())
                            .isGenuine());
        }
        assertThatBothHappened();
    }

    private static boolean standardSays(Case made, String secret, Map<String, String> headers) {
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        try {
            new com.standardwebhooks.Webhook(secret).verify(made.body(), all);
            return true;
        } catch (com.standardwebhooks.exceptions.WebhookVerificationException | RuntimeException e) {
            return false;
        }
    }

    private Case standard(byte[] key, String id, Instant now) {
        String body = text(random.nextInt(200));
        long age = random.nextInt(10) == 0 ? 310 : random.nextInt(10) == 0 ? -310 : random.nextInt(-280, 280);
        String signed = id + "." + (now.getEpochSecond() - age) + "." + body;
        String right = base64(hmac("HmacSHA256", key, signed));
        List<String> items = new ArrayList<>();
        for (int n = random.nextInt(4); n >= 0; n--) {
            items.add(
                    switch (random.nextInt(10)) {
                        case 0 -> "v2," + right;
                        case 1 -> "v1a," + right;
                        case 2 -> "v1," + base64(hmac("HmacSHA512", key, signed));
                        case 3 -> "v1," + base64(hmac("HmacSHA256", new byte[] {1}, signed));
                        case 4 -> "v1," + right.replace("=", "");
                        case 5 -> right;
                        case 6 -> "v1,";
                        default -> "v1," + right;
                    });
        }
        Collections.shuffle(items, random);
        return new Case(String.join(" ", items), random.nextInt(8) == 0 ? body + " " : body, age, "");
    }

    private void compare(Case made, int round, boolean theirs, boolean ours) {
        boolean expected = theirs && made.stricter().isEmpty();
        assertThat(ours).as("seed %d, round %d: %s", seed, round, made).isEqualTo(expected);
        accepted += ours ? 1 : 0;
        refused += ours ? 0 : 1;
    }

    private void assertThatBothHappened() {
        assertThat(accepted).as("seed %d", seed).isGreaterThan(ROUNDS / 5);
        assertThat(refused).as("seed %d", seed).isGreaterThan(ROUNDS / 5);
    }

    private long age() {
        return switch (random.nextInt(8)) {
            case 0 -> 300;
            case 1 -> 301;
            case 2 -> -300;
            case 3 -> -301;
            default -> random.nextInt(-299, 299);
        };
    }

    /** Any characters that UTF-8 has. */
    private String text(int length) {
        StringBuilder text = new StringBuilder("{");
        random.ints(length, 0x20, 0x2fff).forEach(text::appendCodePoint);
        return text.append("😀}").toString();
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static String hmac(String algorithm, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return HexFormat.of().formatHex(mac.doFinal(Sample.bytes(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
