package org.integrationstack.connections.connection;

import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LabelTest {
    @Test
    void readsAKeyAndTheRest() {
        assertThat(Label.parse("team:blue")).contains(new Label("team", "blue"));
        assertThat(Label.parse("a.b/c-d_e:")).contains(new Label("a.b/c-d_e", ""));
        assertThat(Label.parse("url:https://x.example/:8080")).contains(new Label("url", "https://x.example/:8080"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "team", ":blue", "-team:blue", "team-:blue", "te am:blue", "t\u00e9am:blue", "team:\n"})
    void refusesWhatIsNone(String text) {
        assertThat(Label.parse(text)).isEmpty();
    }

    /** What is read can be written and read again. */
    @Test
    void readsBackWhatItIs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "aZ0.-_/: \u00e9\ud83d\u0000\"";
        for (int round = 0; round < 20_000; round++) {
            String text = random.ints(random.nextInt(12), 0, alphabet.length())
                    .mapToObj(n -> String.valueOf(alphabet.charAt(n)))
                    .collect(Collectors.joining());
            Label.parse(text)
                    .ifPresent(label -> assertThat(label.key() + ":" + label.value())
                            .as("seed %d", seed)
                            .isEqualTo(text));
        }
    }
}
