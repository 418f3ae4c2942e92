package org.integrationstack.gateway.delivery;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InFlightTest {

    private final InFlight inFlight = new InFlight(10_000);

    @Test
    void refusesWhatDoesNotFitAndKeepsTheRest() {
        InFlight.Share share = inFlight.open();

        assertThat(share.begin()).isTrue();
        assertThat(share.take(7_952)).isTrue();
        assertThat(share.take(1)).isFalse();
        assertThat(inFlight.open().begin()).isFalse();
        assertThat(inFlight.taken()).isEqualTo(10_000);
    }

    @Test
    void getsEverythingBackOnce() {
        InFlight.Share share = inFlight.open();
        share.begin();
        share.take(100);

        share.close();
        share.close();

        assertThat(inFlight.taken()).isZero();
    }
}
