package org.integrationstack.common.page;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PositionTest {
    private static final Position POSITION =
            new Position(Instant.parse("2026-11-24T07:00:00.123456Z"), UUID.randomUUID());

    @Test
    void comesBackFromItsCursor() {
        assertThat(Position.parse(POSITION.cursor())).contains(POSITION);
    }

    @Test
    void reachesAsFarAsADatabaseDoes() {
        Position late = new Position(Instant.parse("9999-12-30T23:59:59.999999Z"), UUID.randomUUID());

        assertThat(Position.parse(late.cursor())).contains(late);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAA", "!!!!", "f_______________________________"})
    void takesNothingElseForACursor(String cursor) {
        assertThat(Position.parse(cursor)).isEmpty();
    }

    @Test
    void continuesAfterTheLastItemShownOnly() {
        Page<Integer> full = Page.of(List.of(1, 2, 3), 2, row -> POSITION);

        assertThat(full.items()).containsExactly(1, 2);
        assertThat(full.next()).contains(POSITION);
        assertThat(Page.of(List.of(1, 2), 2, row -> POSITION).next()).isEmpty();
    }
}
