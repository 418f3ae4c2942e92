package org.integrationstack.proxy.limiter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.Api.Level;
import org.integrationstack.common.provider.Api.LimitKind;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Answer.Refused;
import org.integrationstack.proxy.call.CacheDirectives;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.limiter.Permits.Decision;
import org.integrationstack.proxy.limiter.Permits.Exhausted;
import org.integrationstack.proxy.limiter.Permits.Granted;
import org.integrationstack.proxy.limiter.Permits.Unavailable;
import org.integrationstack.proxy.testing.Fixtures;
import org.integrationstack.proxy.testing.RecordingUpstream;

import static org.assertj.core.api.Assertions.assertThat;

class PermittingUpstreamTest {
    private static final Api.Limit APP = Fixtures.sliding("burst", Level.APP, 50, Duration.ofSeconds(1));
    private static final Api.Limit ACCOUNT = new Api.Limit(
            "points",
            Level.ACCOUNT,
            LimitKind.SLIDING,
            900,
            Duration.ofMinutes(1),
            5,
            Set.of(),
            List.of(),
            Optional.empty());
    private static final Api.Limit REPORTED = new Api.Limit(
            "core",
            Level.ACCOUNT,
            LimitKind.REPORTED,
            5000,
            Duration.ofHours(1),
            1,
            Set.of(),
            List.of(),
            Optional.of(new Api.ReportedBy.Counts("l", "r", "e", Optional.empty())));

    private final RecordingUpstream provider = new RecordingUpstream();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final List<Quota> asked = new ArrayList<>();

    private Decision decision = new Granted();

    private final PermittingUpstream permitting = new PermittingUpstream(this::decide, provider, metrics, nanos::get);

    @Test
    void sendsACallThatHasItsPermitsAndSaysHowLongThatTook() {
        provider.will(Fixtures.ok("one"));

        Answer answer = permitting.answer(call(HttpMethod.GET, APP)).await().indefinitely();

        assertThat(answer).isInstanceOf(Answer.Provided.class);
        assertThat(answer.report().waited()).isEqualTo(Duration.ofMillis(3));
        assertThat(answer.report().attempts()).isEqualTo(1);
    }

    @Test
    void refusesACallWithoutPermitsAndSaysWhenToTryAgain() {
        decision = new Exhausted(
                new Quota(Fixtures.PROVIDER, "app", "burst", 50, Duration.ofSeconds(1), 1), Duration.ofMillis(1001));

        Refused refused =
                (Refused) permitting.answer(call(HttpMethod.GET, APP)).await().indefinitely();

        assertThat(refused.type()).isEqualTo(ProblemType.RATE_LIMITED);
        assertThat(refused.headers())
                .containsEntry("Retry-After", "2")
                .containsEntry("RateLimit", "\"burst\";r=0;t=2")
                .containsEntry("RateLimit-Policy", "\"burst\";q=50;w=1");
        assertThat(refused.report().attempts()).isZero();
        assertThat(provider.calls()).isEmpty();
        assertThat(metrics.counter("integration.proxy.permits.refused", "provider", "testapi", "limit", "burst")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void refusesACallWhosePermitsCannotBeCounted() {
        decision = new Unavailable();

        Refused refused =
                (Refused) permitting.answer(call(HttpMethod.GET, APP)).await().indefinitely();

        assertThat(refused.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
        assertThat(refused.headers()).containsKey("Retry-After");
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void asksForWhatTheCallCostsOfEverySlidingQuota() {
        provider.will(Fixtures.ok("one")).will(Fixtures.ok("two"));

        permitting.answer(call(HttpMethod.GET, APP, ACCOUNT, REPORTED)).await().indefinitely();
        permitting.answer(call(HttpMethod.POST, ACCOUNT)).await().indefinitely();

        assertThat(asked)
                .containsExactly(
                        new Quota(Fixtures.PROVIDER, "app", "burst", 50, Duration.ofSeconds(1), 1),
                        new Quota(Fixtures.PROVIDER, "account:583231", "points", 900, Duration.ofMinutes(1), 1),
                        new Quota(Fixtures.PROVIDER, "account:583231", "points", 900, Duration.ofMinutes(1), 5));
    }

    @Test
    void asksForNothingWhereTheProviderHasNoSlidingQuota() {
        decision = new Unavailable();
        provider.will(Fixtures.ok("one"));

        Answer answer =
                permitting.answer(call(HttpMethod.GET, REPORTED)).await().indefinitely();

        assertThat(answer).isInstanceOf(Answer.Provided.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void countsAConnectionForItselfWhoseAccountIsNotKnown() {
        provider.will(Fixtures.ok("one"));
        Connection connection = Fixtures.connection(null);

        permitting
                .answer(Fixtures.call(connection, Fixtures.api(ACCOUNT), HttpMethod.GET, "/a", CacheDirectives.NONE))
                .await()
                .indefinitely();

        assertThat(asked.get(0).holder()).isEqualTo("connection:" + connection.id());
    }

    private Uni<Decision> decide(List<Quota> quotas) {
        asked.addAll(quotas);
        nanos.addAndGet(Duration.ofMillis(3).toNanos());
        return Uni.createFrom().item(decision);
    }

    private static Call call(HttpMethod method, Api.Limit... limits) {
        return Fixtures.call(Fixtures.connection("583231"), Fixtures.api(limits), method, "/a", CacheDirectives.NONE);
    }
}
