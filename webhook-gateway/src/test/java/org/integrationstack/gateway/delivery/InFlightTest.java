package org.integrationstack.gateway.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.provider.Webhooks;

import static org.assertj.core.api.Assertions.assertThat;

class InFlightTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int LARGEST = Webhooks.LARGEST.bytes();

    private final AtomicLong now = new AtomicLong();
    private final InFlight inFlight = new InFlight(64 * MEBIBYTE, now::get);
    private final List<String> gaveWay = new ArrayList<>();

    @Test
    void refusesWhatDoesNotFitAndKeepsTheRest() {
        InFlight tight = new InFlight(10_000, now::get);
        InFlight.Share share = tight.open("e", "a", () -> {}).orElseThrow();

        assertThat(share.take(7_952)).isTrue();
        assertThat(share.take(1)).isFalse();
        assertThat(tight.open("e", "a", () -> {})).isEmpty();
        assertThat(tight.taken()).isEqualTo(10_000);
        assertThat(tight.count()).isEqualTo(1);
    }

    @Test
    void getsEverythingBackOnce() {
        InFlight.Share share = open("e", "a");
        share.take(100);

        share.close();
        share.close();

        assertThat(inFlight.taken()).isZero();
        assertThat(inFlight.count()).isZero();
        assertThat(share.take(1)).as("after it was given back").isFalse();
        assertThat(inFlight.taken()).isZero();
    }

    @Test
    void takesTheLargestFromOneAddressAndNotTwoOfThem() {
        assertThat(open("e", "a").take(LARGEST)).isTrue();
        assertThat(open("f", "a").take(LARGEST)).isFalse();
        assertThat(open("f", "b").take(20 * MEBIBYTE)).isTrue();
    }

    @Test
    void keepsOneEndpointFromTakingAll() {
        for (int i = 0; i < 100; i++) {
            open("e", "a" + i).take(MEBIBYTE);
        }

        assertThat(inFlight.taken()).isLessThan(26 * MEBIBYTE);
        assertThat(open("f", "b").take(MEBIBYTE)).isTrue();
    }

    @Test
    void hasRoomForSmallBodiesHoweverManyLargeOnesThereAre() {
        for (int i = 0; i < 10; i++) {
            InFlight.Share large = open("e" + i, "a" + i);
            while (large.take(InFlight.SMALL)) {
                now.incrementAndGet();
            }
        }

        assertThat(open("e1", "a1").take(InFlight.SMALL - InFlight.HEAD_BYTES)).isTrue();
        assertThat(open("e2", "a2").take(InFlight.SMALL)).as("a large one").isFalse();
    }

    @Test
    void letsTheSlowestGiveWay() {
        int slow = 0;
        InFlight.Share last = openNamed("slow 0");
        while (last.take(60 * 1024)) {
            slow++;
            last = openNamed("slow " + slow);
        }
        while (last.take(1024)) {
            slow++;
        }
        assertThat(slow).isGreaterThan(300);
        assertThat(gaveWay).as("while all have their chance").isEmpty();
        now.addAndGet(InFlight.CHANCE.toNanos() + 1);

        InFlight.Share signed = openNamed("signed");

        assertThat(signed.take(7_000)).isTrue();
        assertThat(gaveWay).containsExactly("slow 0");
    }

    @Test
    void letsNoneGiveWayThatIsComplete() {
        InFlight tight = new InFlight(10_000, now::get);
        InFlight.Share complete =
                tight.open("e", "a", () -> gaveWay.add("complete")).orElseThrow();
        complete.take(7_952);
        complete.complete();
        now.addAndGet(InFlight.CHANCE.toNanos() + 1);

        assertThat(tight.open("e", "a", () -> {})).isEmpty();
        assertThat(gaveWay).isEmpty();
    }

    @Test
    void letsNobodyOfAnotherAddressPayForOneThatSendsMuch() {
        InFlight.Share other =
                inFlight.open("f", "b", () -> gaveWay.add("other")).orElseThrow();
        now.addAndGet(InFlight.CHANCE.toNanos() + 1);
        open("e", "a").take(LARGEST);

        assertThat(open("e", "a").take(MEBIBYTE)).isFalse();
        assertThat(gaveWay).isEmpty();
        assertThat(other.take(1)).isTrue();
    }

    private InFlight.Share open(String endpoint, String address) {
        return inFlight.open(endpoint, address, () -> gaveWay.add(endpoint)).orElseThrow();
    }

    private InFlight.Share openNamed(String name) {
        return inFlight.open("e", "a", () -> gaveWay.add(name)).orElseThrow();
    }
}
