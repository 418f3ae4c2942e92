package org.integrationstack.worker.effect;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * How performing goes: {@code worker.effects.planned} (by kind) and {@code worker.effects.attempts} (a timer, by kind and
 * the status the attempt led to).
 */
final class EffectMetrics {
    private final MeterRegistry meters;

    EffectMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void planned(String kind) {
        meters.counter("worker.effects.planned", "kind", kind).increment();
    }

    void performed(String kind, EffectVerdict verdict, Duration took) {
        if (verdict.counts() != EffectVerdict.Counts.NOTHING) {
            meters.timer(
                            "worker.effects.attempts",
                            "kind",
                            kind,
                            "status",
                            verdict.status().text())
                    .record(took);
        }
    }
}
