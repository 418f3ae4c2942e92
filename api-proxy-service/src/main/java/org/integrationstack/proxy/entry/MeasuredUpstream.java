package org.integrationstack.proxy.entry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;

import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Answer.Provided;
import org.integrationstack.proxy.call.Answer.Refused;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.Upstream;

/** Times answers until they begin, by provider, status and the cache's part in them. */
final class MeasuredUpstream implements Upstream {
    private final String name;
    private final Upstream next;
    private final MeterRegistry metrics;

    MeasuredUpstream(String name, Upstream next, MeterRegistry metrics) {
        this.name = name;
        this.next = next;
        this.metrics = metrics;
    }

    @Override
    public Uni<Answer> answer(Call call) {
        return Uni.createFrom().deferred(() -> {
            Timer.Sample sample = Timer.start(metrics);
            return next.answer(call).invoke(answer -> sample.stop(timer(call, answer)));
        });
    }

    private Timer timer(Call call, Answer answer) {
        return metrics.timer(
                name,
                "provider",
                call.connection().provider().value(),
                "status",
                Integer.toString(status(answer)),
                "cache",
                answer.report().cache().label());
    }

    private static int status(Answer answer) {
        return answer instanceof Provided provided
                ? provided.status()
                : ((Refused) answer).type().status();
    }
}
