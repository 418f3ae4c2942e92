package org.integrationstack.common.apikey;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeyTest {
    private static final UUID ID = UUID.fromString("0b9f3a52-1111-4a3a-9d0e-0c1d2e3f4a5b");
    private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";

    private final ApiKey key = ApiKey.generate(ID, new SecureRandom());

    @Test
    void readsWhatItWrote() {
        ApiKey read = ApiKey.parse(key.reveal()).orElseThrow();

        assertThat(read.id()).isEqualTo(ID);
        assertThat(read.hash()).isEqualTo(key.hash());
    }

    /** The form is promised: scanners for leaked secrets look for it. */
    @Test
    void hasTheFormThatScannersKnow() {
        assertThat(key.reveal()).matches("isk_0b9f3a5211114a3a9d0e0c1d2e3f4a5b_[0-9A-Za-z]{49}");
    }

    /** A key that was given to somebody must stay readable: the reference was computed apart from this code. */
    @Test
    void readsTheReference() {
        String text = "isk_0b9f3a5211114a3a9d0e0c1d2e3f4a5b_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg4Nsm2w";

        assertThat(ApiKey.parse(text))
                .map(ApiKey::hash)
                .contains("cf19b7c47a971403d28548e2f606b0b52d890ba19acd315ef670067a704d0f7f");
    }

    @Test
    void isAnotherEachTime() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            keys.add(ApiKey.generate(ID, new SecureRandom()).reveal());
        }

        assertThat(keys).hasSize(100);
    }

    @Test
    void recognisesATypingErrorAnywhere() {
        String text = key.reveal();
        Random random = new Random(4711);
        for (int at = 0; at < text.length(); at++) {
            char typed = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            if (typed != text.charAt(at)) {
                String wrong = text.substring(0, at) + typed + text.substring(at + 1);
                assertThat(ApiKey.parse(wrong)).as("%s at %d", typed, at).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "isk_", "isk__", "isk_x_y", "sk_live_0123", "ISK_0b9f3a5211114a3a9d0e0c1d2e3f4a5b_0"})
    void readsNothingElse(String text) {
        assertThat(ApiKey.parse(text)).isEmpty();
    }

    @Test
    void doesNotShowItself() {
        assertThat(key.toString())
                .contains(ID.toString())
                .doesNotContain(key.reveal().substring(40));
    }
}
