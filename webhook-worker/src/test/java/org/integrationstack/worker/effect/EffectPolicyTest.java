package org.integrationstack.worker.effect;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.effect.EffectOutcome.Done;
import org.integrationstack.worker.effect.EffectOutcome.NotDone;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectOutcome.Uncertain;

import static org.assertj.core.api.Assertions.assertThat;

class EffectPolicyTest {
    private static final EffectOutcome BUSY = new NotDone("busy", Optional.empty());
    private static final EffectOutcome LOST = new Uncertain("no answer");
    private final EffectPolicy policy =
            new EffectPolicy(5, Duration.ofSeconds(2), Duration.ofSeconds(10), new Random(42));

    @Test
    void pausesDoubleToALimitAndAreRandomBelowIt() {
        int[] limits = {2000, 4000, 8000, 10000};
        for (int failures = 0; failures < limits.length; failures++) {
            EffectClaim claim = claim(failures, 0, false);
            long longest = IntStream.range(0, 500)
                    .mapToLong(n -> policy.after(claim, BUSY, true)
                            .delay()
                            .orElseThrow()
                            .toMillis())
                    .max()
                    .orElseThrow();
            long shortest = IntStream.range(0, 500)
                    .mapToLong(n -> policy.after(claim, BUSY, true)
                            .delay()
                            .orElseThrow()
                            .toMillis())
                    .min()
                    .orElseThrow();

            assertThat(longest).isBetween(limits[failures] * 9L / 10, (long) limits[failures]);
            assertThat(shortest).isLessThan(limits[failures] / 10L);
        }
    }

    @Test
    void neverBeforeTheReceiverWishesNorForLongerThanADay() {
        Duration wish = Duration.ofMinutes(3);

        assertThat(policy.after(claim(0, 0, false), new NotDone("busy", Optional.of(wish)), true)
                        .delay()
                        .orElseThrow())
                .isBetween(wish, wish.plusSeconds(2));
        assertThat(policy.after(claim(0, 0, false), new NotDone("busy", Optional.of(Duration.ofDays(400))), true)
                        .delay()
                        .orElseThrow())
                .isLessThan(Duration.ofHours(25));
    }

    @Test
    void whatWasCertainlyNotDoneHasFailed() {
        assertThat(policy.after(claim(4, 0, false), BUSY, true).status()).isEqualTo(EffectStatus.FAILED);
        assertThat(policy.after(claim(3, 0, false), BUSY, true).status()).isEqualTo(EffectStatus.RETRYING);
        assertThat(policy.after(claim(0, 0, false), new Refused("no"), true).status())
                .isEqualTo(EffectStatus.FAILED);
    }

    @Test
    void whatMayHaveBeenDoneIsUnknown() {
        assertThat(policy.after(claim(4, 0, false), LOST, true).status()).isEqualTo(EffectStatus.UNKNOWN);
        assertThat(policy.after(claim(0, 0, false), LOST, true).status()).isEqualTo(EffectStatus.RETRYING);
        assertThat(policy.after(claim(0, 0, false), LOST, false).status()).isEqualTo(EffectStatus.UNKNOWN);
        assertThat(policy.after(claim(4, 1, false), BUSY, true).status()).isEqualTo(EffectStatus.UNKNOWN);
        assertThat(policy.after(claim(1, 1, false), new Refused("no"), true).status())
                .isEqualTo(EffectStatus.UNKNOWN);
        assertThat(policy.after(claim(1, 1, false), new Done(Map.of()), true).status())
                .isEqualTo(EffectStatus.SUCCEEDED);
    }

    @Test
    void anInterruptedOneIsRepeatedOnlyIfItMayBe() {
        assertThat(policy.before(claim(0, 1, true), true)).isEmpty();
        assertThat(policy.before(claim(0, 1, true), false).orElseThrow().status())
                .isEqualTo(EffectStatus.UNKNOWN);
        assertThat(policy.before(claim(0, 10, false), true).orElseThrow().status())
                .isEqualTo(EffectStatus.UNKNOWN);
    }

    private static EffectClaim claim(int failures, int unseen, boolean interrupted) {
        return new EffectClaim(
                new EffectId(UUID.randomUUID()),
                new TenantId("acme"),
                new DeliveryId(UUID.randomUUID()),
                "one",
                "call",
                Optional.empty(),
                failures + 1,
                failures,
                unseen,
                interrupted,
                Optional.empty(),
                "owner",
                1);
    }
}
