package org.integrationstack.connections.connection.rest;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IfMatchTest {
    @Test
    void namesVersions() {
        assertThat(IfMatch.versions(List.of("\"7\""))).containsExactly(7L);
        assertThat(IfMatch.versions(List.of("\"7\", \"8\"", "\"9\""))).containsExactlyInAnyOrder(7L, 8L, 9L);
        assertThat(IfMatch.versions(List.of(IfMatch.tag(12)))).containsExactly(12L);
    }

    @Test
    void holdsForAnyVersionWhenThereIsNoConditionOrAStar() {
        assertThat(IfMatch.versions(List.of())).isEmpty();
        assertThat(IfMatch.versions(List.of("*"))).isEmpty();
    }

    @Test
    void matchesNoVersionByTagsThatAreNotOurs() {
        assertThat(IfMatch.versions(List.of("W/\"7\", \"x\", \"07\", \"-7\", \"9223372036854775808\"")))
                .containsExactly(0L);
    }

    @Test
    void refusesAStarAmongTags() {
        assertThatThrownBy(() -> IfMatch.versions(List.of("*, \"7\""))).isInstanceOf(HttpProblem.class);
    }

    /** A condition that was sent never turns into none: that would change what the caller did not mean. */
    @Test
    void readsOrRefusesWhateverComes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "\"W/*,;7 \t0x\\\u00e9";
        for (int round = 0; round < 20_000; round++) {
            String field = random.ints(random.nextInt(9), 0, alphabet.length())
                    .mapToObj(n -> String.valueOf(alphabet.charAt(n)))
                    .collect(Collectors.joining());
            try {
                Set<Long> versions = IfMatch.versions(List.of(field));
                assertThat(versions.isEmpty())
                        .as("'%s', seed %d", field, seed)
                        .isEqualTo(field.replaceAll("[,\\s]", "").equals("*"));
            } catch (HttpProblem refused) {
                assertThat(refused.getStatusCode())
                        .as("'%s', seed %d", field, seed)
                        .isEqualTo(400);
            }
        }
    }
}
