package org.integrationstack.connections.activity;

import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlaceTest {
    @Test
    void readsWhatItWrote() {
        Place place = new Place(4711, Instant.parse("2026-11-24T07:00:00.123456Z"), UUID.randomUUID());

        assertThat(Place.parse(place.text())).contains(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "!", "YSBi"})
    void readsNothingElse(String text) {
        assertThat(Place.parse(text)).isEmpty();
    }

    @Test
    void readsNoPlaceThatADatabaseCannotCompareWith() {
        Random random = new Random(4711);
        byte[] bytes = new byte[32];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(bytes);
            Place.parse(Base64.getUrlEncoder().encodeToString(bytes)).ifPresent(place -> {
                assertThat(place.storedBy()).isNotNegative();
                assertThat(place.at()).isBetween(Instant.EPOCH, Instant.parse("9999-12-31T00:00:00Z"));
            });
        }
    }
}
