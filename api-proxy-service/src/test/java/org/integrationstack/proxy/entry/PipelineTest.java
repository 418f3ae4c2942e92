package org.integrationstack.proxy.entry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Answer.Provided;
import org.integrationstack.proxy.call.CacheDirectives;
import org.integrationstack.proxy.call.CacheVerdict;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.Upstream;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.connection.Credential;
import org.integrationstack.proxy.connection.Resolution;
import org.integrationstack.proxy.connection.TokenSlot;
import org.integrationstack.proxy.limiter.Permits;
import org.integrationstack.proxy.limiter.Quota;
import org.integrationstack.proxy.testing.BufferSink;
import org.integrationstack.proxy.testing.FakeConnections;
import org.integrationstack.proxy.testing.Fixtures;
import org.integrationstack.proxy.testing.MemoryAnswerStore;
import org.integrationstack.proxy.testing.RecordingUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/** The order of the decorators, which none of them knows. */
class PipelineTest {
    private static final Api API = Fixtures.api(Fixtures.sliding("burst", Api.Level.APP, 10, Duration.ofSeconds(1)));

    private final Connection connection = Fixtures.connection("1");
    private final RecordingUpstream provider = new RecordingUpstream();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Quota> taken = new ArrayList<>();

    private Permits.Decision decision = new Permits.Granted();

    private final Upstream pipeline = Pipeline.assemble(
            provider,
            new FakeConnections(new Resolution.Unavailable()),
            Duration.ofSeconds(1),
            this::take,
            new MemoryAnswerStore(),
            Fixtures.cacheSettings(),
            metrics,
            InstantSource.system());

    @Test
    void takesNoPermitForWhatTheCacheAnswers() {
        provider.will(Fixtures.ok("one", "Cache-Control", "max-age=60"));
        answer();

        Answer second = answer();

        assertThat(second.report().cache()).isEqualTo(CacheVerdict.HIT);
        assertThat(taken).hasSize(1);
    }

    @Test
    void answersFromTheCacheEvenWhenThePermitsAreUsedUp() {
        provider.will(Fixtures.ok("one", "Cache-Control", "max-age=60"));
        answer();
        decision = new Permits.Unavailable();

        assertThat(answer()).isInstanceOf(Provided.class);
    }

    @Test
    void takesAPermitForARevalidation() {
        provider.will(Fixtures.ok("one", "ETag", "\"1\"")).will(Fixtures.answer(304, ""));
        answer();

        Answer second = answer();

        assertThat(second.report().cache()).isEqualTo(CacheVerdict.REVALIDATED);
        assertThat(taken).hasSize(2);
    }

    /** Else a provider that refuses every token would be called beyond its quota. */
    @Test
    void takesAPermitForACallThatIsSentAgain() {
        provider.will(Fixtures.answer(401, "")).will(Fixtures.ok("one"));
        Credential renewed = new Credential(Secret.of("new"), TokenSlot.MAIN, 2, Map.of());
        Upstream renewing = Pipeline.assemble(
                provider,
                new FakeConnections(new Resolution.Usable(connection, renewed)),
                Duration.ofSeconds(1),
                this::take,
                new MemoryAnswerStore(),
                Fixtures.cacheSettings(),
                metrics,
                InstantSource.system());

        Answer answer = renewing.answer(Fixtures.call(connection, API, HttpMethod.GET, "/a", CacheDirectives.NONE))
                .await()
                .indefinitely();

        assertThat(answer.report().attempts()).isEqualTo(2);
        assertThat(taken).hasSize(2);
    }

    @Test
    void timesCallsWithTheirWaitAndAttemptsWithoutIt() {
        provider.will(Fixtures.ok("one", "Cache-Control", "max-age=60"));
        answer();
        answer();

        assertThat(metrics.timer("integration.proxy.calls", "provider", "testapi", "status", "200", "cache", "hit")
                        .count())
                .isEqualTo(1);
        assertThat(metrics.find("integration.proxy.attempts").timer().count()).isEqualTo(1);
    }

    private Answer answer() {
        Call call = Fixtures.call(connection, API, HttpMethod.GET, "/a", CacheDirectives.NONE);
        Answer answer = pipeline.answer(call).await().indefinitely();
        if (answer instanceof Provided provided) {
            BufferSink.text(provided.body());
        }
        return answer;
    }

    private Uni<Permits.Decision> take(List<Quota> quotas) {
        taken.addAll(quotas);
        return Uni.createFrom().item(decision);
    }
}
