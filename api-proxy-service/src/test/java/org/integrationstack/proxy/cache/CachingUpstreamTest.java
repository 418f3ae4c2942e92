package org.integrationstack.proxy.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Answer.Provided;
import org.integrationstack.proxy.call.CacheDirectives;
import org.integrationstack.proxy.call.CacheVerdict;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.testing.BufferSink;
import org.integrationstack.proxy.testing.Fixtures;
import org.integrationstack.proxy.testing.MemoryAnswerStore;
import org.integrationstack.proxy.testing.RecordingUpstream;

import static org.assertj.core.api.Assertions.assertThat;

class CachingUpstreamTest {
    private static final String FRESH = "max-age=60";

    private final Connection connection = Fixtures.connection("1");
    private final MemoryAnswerStore store = new MemoryAnswerStore();
    private final RecordingUpstream provider = new RecordingUpstream();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final CachingUpstream cache = new CachingUpstream(store, provider, Fixtures.cacheSettings(), now::get);

    @Test
    void answersASecondCallFromTheStoreWithItsAge() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH, "ETag", "\"1\""));
        receive(get("/a?b=c"));
        pass(Duration.ofSeconds(20));

        Received second = receive(get("/a?b=c"));

        assertThat(second.body()).isEqualTo("one");
        assertThat(second.verdict()).isEqualTo(CacheVerdict.HIT);
        assertThat(second.answer().headers().get("Age")).isEqualTo("20");
        assertThat(second.answer().headers().get("ETag")).isEqualTo("\"1\"");
        assertThat(second.answer().report().attempts()).isZero();
        assertThat(provider.calls()).hasSize(1);
    }

    @Test
    void asksAgainWhenTheAnswerHasBecomeStale() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH)).will(Fixtures.ok("two", "Cache-Control", FRESH));
        receive(get("/a"));
        pass(Duration.ofSeconds(60));

        Received second = receive(get("/a"));

        assertThat(second.body()).isEqualTo("two");
        assertThat(second.verdict()).isEqualTo(CacheVerdict.MISS);
    }

    @Test
    void revalidatesAStaleAnswerAndKeepsItAnew() {
        provider.will(Fixtures.ok(
                        "one", "Cache-Control", FRESH, "ETag", "\"1\"", "X-Old", "o", "Content-Encoding", "br"))
                .will(Fixtures.answer(304, "", "Cache-Control", FRESH, "X-New", "n", "Content-Encoding", "identity"));
        receive(get("/a"));
        pass(Duration.ofSeconds(61));

        Received second = receive(get("/a"));
        Received third = receive(get("/a"));

        assertThat(provider.calls().get(1).headers().get("If-None-Match")).isEqualTo("\"1\"");
        assertThat(second.verdict()).isEqualTo(CacheVerdict.REVALIDATED);
        assertThat(second.answer().status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo("one");
        assertThat(second.answer().headers().get("X-New")).isEqualTo("n");
        assertThat(second.answer().headers().get("X-Old")).isEqualTo("o");
        assertThat(second.answer().headers().get("Content-Encoding")).isEqualTo("br");
        assertThat(second.answer().report().attempts()).isEqualTo(1);
        assertThat(third.verdict()).isEqualTo(CacheVerdict.HIT);
    }

    @Test
    void revalidatesByDateWhereThereIsNoEntityTag() {
        String date = "Sun, 01 Mar 2026 10:00:00 GMT";
        provider.will(Fixtures.ok("one", "Last-Modified", date)).will(Fixtures.answer(304, ""));
        receive(get("/a"));

        Received second = receive(get("/a"));

        assertThat(provider.calls().get(1).headers().get("If-Modified-Since")).isEqualTo(date);
        assertThat(second.body()).isEqualTo("one");
    }

    @Test
    void takesTheNewAnswerWhenTheOldOneNoLongerHolds() {
        provider.will(Fixtures.ok("one", "ETag", "\"1\""))
                .will(Fixtures.ok("two", "ETag", "\"2\""))
                .will(Fixtures.answer(304, ""));
        receive(get("/a"));

        assertThat(receive(get("/a")).body()).isEqualTo("two");
        assertThat(receive(get("/a")).body()).isEqualTo("two");
        assertThat(provider.calls().get(2).headers().get("If-None-Match")).isEqualTo("\"2\"");
    }

    @Test
    void neverAnswersOneConnectionFromAnother() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH)).will(Fixtures.ok("two", "Cache-Control", FRESH));
        receive(get("/a"));

        Received other = receive(Fixtures.get(Fixtures.connection("1"), "/a"));

        assertThat(other.body()).isEqualTo("two");
    }

    @Test
    void neverAnswersFromAnEarlierGrantOfTheSameConnection() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH)).will(Fixtures.ok("two", "Cache-Control", FRESH));
        receive(get("/a"));
        Connection later = new Connection(
                connection.id(),
                connection.tenant(),
                connection.owner(),
                connection.provider(),
                connection.kind(),
                connection.account(),
                2);

        assertThat(receive(Fixtures.get(later, "/a")).body()).isEqualTo("two");
    }

    @Test
    void tellsAnswersApartByTheHeadersThatVaryNames() {
        provider.will(Fixtures.ok("json", "Cache-Control", FRESH, "Vary", "Accept, Authorization"))
                .will(Fixtures.ok("html", "Cache-Control", FRESH, "Vary", "Accept, Authorization"));
        receive(get("/a", "Accept", "application/json"));

        assertThat(receive(get("/a", "Accept", "application/json")).verdict()).isEqualTo(CacheVerdict.HIT);
        assertThat(receive(get("/a", "Accept", "text/html")).body()).isEqualTo("html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "max-age=60, no-store"})
    void keepsNothingThatMustNotBeStored(String cacheControl) {
        provider.will(Fixtures.ok("one", "Cache-Control", cacheControl, "ETag", "\"1\""));

        receive(get("/a"));

        assertThat(store.times()).isEmpty();
    }

    @Test
    void keepsNothingThatVariesByEverything() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH, "Vary", "*"));

        receive(get("/a"));

        assertThat(store.times()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 206, 301, 404, 500})
    void keepsOnlyPlainSuccess(int status) {
        provider.will(Fixtures.answer(status, "one", "Cache-Control", FRESH));

        receive(get("/a"));

        assertThat(store.times()).isEmpty();
    }

    @Test
    void keepsNothingThatIsTooLarge() {
        provider.will(Fixtures.ok("x".repeat(1025), "Cache-Control", FRESH))
                .will(Fixtures.ok("x".repeat(1024), "Cache-Control", FRESH));

        assertThat(receive(get("/large")).body()).hasSize(1025);
        assertThat(store.times()).isEmpty();
        receive(get("/just-fits"));
        assertThat(store.times()).hasSize(1);
    }

    @Test
    void keepsAnswersForTheirLifetimeAndAWhileIfTheyCanBeRevalidated() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH, "Age", "10"))
                .will(Fixtures.ok("two", "Cache-Control", FRESH, "ETag", "\"1\""))
                .will(Fixtures.ok("three", "Cache-Control", "max-age=31536000"));
        receive(get("/1"));
        receive(get("/2"));
        receive(get("/3"));

        assertThat(store.times().values())
                .containsExactlyInAnyOrder(Duration.ofSeconds(50), Duration.ofSeconds(3660), Duration.ofHours(24));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"})
    void staysOutOfRequestsThatAreConditionalOrPartialThemselves(String header) {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH));

        Received received = receive(get("/a", header, "x"));

        assertThat(received.verdict()).isEqualTo(CacheVerdict.BYPASS);
        assertThat(store.times()).isEmpty();
    }

    @Test
    void answersHeadFromAKeptGetButKeepsNoHead() {
        provider.will(Fixtures.ok("", "Cache-Control", FRESH)).will(Fixtures.ok("one", "Cache-Control", FRESH));

        assertThat(receive(call(HttpMethod.HEAD, CacheDirectives.NONE)).verdict())
                .isEqualTo(CacheVerdict.MISS);
        assertThat(receive(call(HttpMethod.GET, CacheDirectives.NONE)).verdict())
                .isEqualTo(CacheVerdict.MISS);
        assertThat(receive(call(HttpMethod.HEAD, CacheDirectives.NONE)).verdict())
                .isEqualTo(CacheVerdict.HIT);
    }

    @Test
    void forgetsWhatASuccessfulWriteHasChanged() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH))
                .will(Fixtures.answer(422, ""))
                .will(Fixtures.answer(204, ""))
                .will(Fixtures.ok("two", "Cache-Control", FRESH));
        receive(get("/a"));
        receive(call(HttpMethod.PATCH, CacheDirectives.NONE));
        assertThat(receive(get("/a")).body()).isEqualTo("one");

        receive(call(HttpMethod.PATCH, CacheDirectives.NONE));

        assertThat(receive(get("/a")).body()).isEqualTo("two");
    }

    @Test
    void keepsOutOfItAltogetherWhenTheCallerSaysNoStore() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH)).will(Fixtures.ok("two", "Cache-Control", FRESH));
        receive(get("/a"));

        Received received = receive(call(HttpMethod.GET, new CacheDirectives(true, false, Optional.empty())));

        assertThat(received.body()).isEqualTo("two");
        assertThat(received.verdict()).isEqualTo(CacheVerdict.BYPASS);
        assertThat(receive(get("/a")).body()).isEqualTo("one");
    }

    @Test
    void asksTheProviderWhenTheCallerSaysNoCache() {
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH, "ETag", "\"1\""))
                .will(Fixtures.answer(304, ""));
        receive(get("/a"));

        Received received = receive(call(HttpMethod.GET, new CacheDirectives(false, true, Optional.empty())));

        assertThat(received.verdict()).isEqualTo(CacheVerdict.REVALIDATED);
    }

    @Test
    void treatsAnAnswerAsFreshForAsLongAsTheCallerSays() {
        CacheDirectives fiveMinutes = new CacheDirectives(false, false, Optional.of(Duration.ofMinutes(5)));
        provider.will(Fixtures.ok("one")).will(Fixtures.ok("two"));
        receive(call(HttpMethod.GET, fiveMinutes));
        pass(Duration.ofSeconds(299));

        assertThat(receive(call(HttpMethod.GET, fiveMinutes)).verdict()).isEqualTo(CacheVerdict.HIT);
        assertThat(receive(get("/a")).body()).isEqualTo("two");
    }

    @Test
    void asksTheProviderWhenTheStoreIsAway() {
        store.goAway();
        provider.will(Fixtures.ok("one", "Cache-Control", FRESH));

        Received received = receive(get("/a"));

        assertThat(received.body()).isEqualTo("one");
        assertThat(received.verdict()).isEqualTo(CacheVerdict.BYPASS);
        assertThat(store.times()).isEmpty();
    }

    @Test
    void handsARefusalOnUntouched() {
        provider.will(new Answer.Refused(ProblemType.RATE_LIMITED, "later"));

        Answer answer = cache.answer(get("/a")).await().indefinitely();

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.type()).isEqualTo(ProblemType.RATE_LIMITED));
    }

    private Call get(String target, String... headers) {
        return Fixtures.get(connection, target, headers);
    }

    private Call call(HttpMethod method, CacheDirectives directives) {
        return Fixtures.call(connection, Fixtures.api(), method, "/a", directives);
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private Received receive(Call call) {
        Provided provided = (Provided) cache.answer(call).await().indefinitely();
        return new Received(provided, BufferSink.text(provided.body()));
    }

    private record Received(Provided answer, String body) {
        CacheVerdict verdict() {
            return answer.report().cache();
        }
    }
}
