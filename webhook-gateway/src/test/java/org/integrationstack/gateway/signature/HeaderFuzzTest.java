package org.integrationstack.gateway.signature;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.provider.SignatureScheme;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever stands in the headers, nothing is thrown, and nobody without the secret gets in. */
class HeaderFuzzTest {

    private static final int ROUNDS = Integer.getInteger("rounds", 400);

    private static final String[] TOKENS = {
        ",",
        ";",
        "=",
        " ",
        ", ",
        ".",
        ":",
        "t=",
        "ts=",
        "v1=",
        "v1,",
        "v0=",
        "v1a,",
        "h1=",
        "sha256=",
        "sha1=",
        "whsec_",
        "\"",
        "\\",
        "%",
        "%00",
        "\0",
        "\t",
        "\r\n",
        "\u00e4",
        "\ud83d\ude00",
        "\ud800",
        "-",
        "+",
        "_",
        "/",
        "==",
        "0",
        "9999999999999999999",
        "NaN",
        "null",
        "{body}",
        "{timestamp}",
        "Bearer ",
        "v1=v1=",
        ",,,,,,,,,,,,,,,,,,,,"
    };

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    static List<SignatureVector> vectors() {
        return SignatureVector.all();
    }

    /** Signed under a secret that is not ours. */
    @ParameterizedTest
    @MethodSource("vectors")
    void nobodyWithoutTheSecretGetsIn(SignatureVector vector) {
        Sample stranger = vector.sample().secrets(ours(vector));
        for (int round = 0; round < ROUNDS; round++) {
            Sample attempt = mutated(stranger);
            assertThat(attempt.isGenuine())
                    .as("seed %d, round %d: %s", seed, round, attempt.headers())
                    .isFalse();
        }
    }

    /** Signed under our secret, but not for this body. */
    @ParameterizedTest
    @MethodSource("vectors")
    void noSignatureIsGoodForAnotherBody(SignatureVector vector) {
        boolean covers = vector.sample().webhooks().signatures().stream().allMatch(SignatureScheme::coversBody);
        Sample captured = vector.sample().body(vector.body() + "&x=1");
        for (int round = 0; covers && round < ROUNDS; round++) {
            Sample attempt = mutated(captured);
            assertThat(attempt.isGenuine())
                    .as("seed %d, round %d: %s", seed, round, attempt.headers())
                    .isFalse();
        }
    }

    private Sample mutated(Sample sample) {
        Set<String> names = new TreeSet<>(sample.headers().keySet());
        names.add("Authorization");
        Sample changed = sample;
        for (String name : names) {
            changed = random.nextInt(3) == 0 ? changed : changed.header(name, values(changed, name));
        }
        return changed;
    }

    private String[] values(Sample sample, String name) {
        String value = sample.headers().getOrDefault(name, List.of("")).get(0);
        int count = random.nextInt(8) == 0 ? random.nextInt(3) : 1;
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            values[i] = mutated(value);
        }
        return values;
    }

    private String mutated(String text) {
        String changed = text;
        for (int n = random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(changed.length() + 1);
            int to = Math.min(changed.length(), at + random.nextInt(4));
            changed = switch (random.nextInt(4)) {
                case 0 -> changed.substring(0, at) + changed.substring(to);
                case 1 -> changed.substring(0, at) + changed.substring(0, to) + changed.substring(at);
                case 2 -> changed.substring(at) + changed.substring(0, at);
                default -> changed.substring(0, at) + TOKENS[random.nextInt(TOKENS.length)] + changed.substring(at);
            };
        }
        return changed;
    }

    private static String ours(SignatureVector vector) {
        return switch (vector.name()) {
            case "discord", "discord-events" -> "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
            case "standard-webhooks-v1a", "svix-v1a" -> "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
            case "adyen" -> "00".repeat(32);
            default ->
                vector.secret().startsWith("whsec_") ? "whsec_" + "AAAA".repeat(8) : "a secret that nobody knows";
        };
    }
}
