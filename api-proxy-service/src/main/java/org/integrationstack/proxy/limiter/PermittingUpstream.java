package org.integrationstack.proxy.limiter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.Upstream;
import org.integrationstack.proxy.limiter.Permits.Decision;
import org.integrationstack.proxy.limiter.Permits.Exhausted;
import org.integrationstack.proxy.limiter.Permits.Granted;

/** Lets a call through that has its permits. */
public final class PermittingUpstream implements Upstream {
    private final Permits permits;
    private final Upstream next;
    private final MeterRegistry metrics;
    private final LongSupplier nanos;

    public PermittingUpstream(Permits permits, Upstream next, MeterRegistry metrics) {
        this(permits, next, metrics, System::nanoTime);
    }

    PermittingUpstream(Permits permits, Upstream next, MeterRegistry metrics, LongSupplier nanos) {
        this.permits = permits;
        this.next = next;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    @Override
    public Uni<Answer> answer(Call call) {
        List<Quota> quotas = Quota.of(call);
        if (quotas.isEmpty()) {
            return next.answer(call);
        }
        return Uni.createFrom().deferred(() -> {
            long start = nanos.getAsLong();
            return permits.take(quotas)
                    .chain(decision -> proceed(call, decision, Duration.ofNanos(nanos.getAsLong() - start)));
        });
    }

    private Uni<Answer> proceed(Call call, Decision decision, Duration waited) {
        if (decision instanceof Granted) {
            return next.answer(call).map(answer -> answer.reporting(report -> report.withWait(waited)));
        }
        Answer refused = decision instanceof Exhausted exhausted
                ? refused(exhausted)
                : Answer.Refused.unavailable("Permits to call the provider cannot be counted at the moment.");
        return Uni.createFrom().item(refused.reporting(report -> report.withWait(waited)));
    }

    private Answer refused(Exhausted exhausted) {
        Quota quota = exhausted.quota();
        metrics.counter(
                        "integration.proxy.permits.refused",
                        "provider",
                        quota.provider().value(),
                        "limit",
                        quota.name())
                .increment();
        String seconds =
                Long.toString(Math.max(1, exhausted.retryAfter().plusMillis(999).toSeconds()));
        return new Answer.Refused(
                ProblemType.RATE_LIMITED,
                "The quota \"" + quota.name() + "\" for this provider is used up for now.",
                rateLimit(quota, seconds));
    }

    /** Source: RFC 9110, section 10.2.3; draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4. */
    private static Map<String, String> rateLimit(Quota quota, String seconds) {
        String name = '"' + quota.name() + '"';
        return Map.of(
                "Retry-After", seconds,
                "RateLimit", name + ";r=0;t=" + seconds,
                "RateLimit-Policy",
                        name + ";q=" + quota.permits() + ";w="
                                + Math.max(1, quota.window().toSeconds()));
    }
}
