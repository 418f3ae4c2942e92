package org.integrationstack.proxy.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.proxy.cache.AnswerStore.Found;
import org.integrationstack.proxy.cache.AnswerStore.Lookup;
import org.integrationstack.proxy.cache.AnswerStore.Unavailable;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Answer.Provided;
import org.integrationstack.proxy.call.Body;
import org.integrationstack.proxy.call.CacheVerdict;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.CallReport;
import org.integrationstack.proxy.call.Upstream;

/**
 * Answers from the store what is fresh there, asks whether what is stale there still holds, and keeps what may be kept.
 *
 * <p>Source: RFC 9111; of what it allows, only 200 answers to GET without ranges are kept, and a caller that makes a
 * request conditional itself is left to it.
 */
public final class CachingUpstream implements Upstream {
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private static final List<String> LEFT_ALONE =
            List.of("range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since");
    /** A confirmation says nothing about the length and coding of a body it does not have. */
    private static final List<String> NOT_CONFIRMED = List.of("content-length", "content-encoding", "content-range");

    private final AnswerStore store;
    private final Upstream next;
    private final CacheSettings settings;
    private final InstantSource clock;

    public CachingUpstream(AnswerStore store, Upstream next, CacheSettings settings, InstantSource clock) {
        this.store = store;
        this.next = next;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Uni<Answer> answer(Call call) {
        if (!call.isSafe()) {
            return next.answer(call).call(answer -> invalidate(call, answer));
        }
        return concerns(call) ? store.find(CacheKey.of(call)).chain(lookup -> answer(call, lookup)) : next.answer(call);
    }

    private static boolean concerns(Call call) {
        boolean method = call.method().equals(HttpMethod.GET) || call.method().equals(HttpMethod.HEAD);
        return method
                && call.body().isEmpty()
                && !call.cacheDirectives().noStore()
                && LEFT_ALONE.stream().noneMatch(call.headers()::contains);
    }

    private Uni<Answer> answer(Call call, Lookup lookup) {
        if (lookup instanceof Unavailable) {
            return next.answer(call);
        }
        if (lookup instanceof Found found && found.answer().answers(call.headers())) {
            return answer(call, found.answer());
        }
        return ask(call);
    }

    private Uni<Answer> answer(Call call, StoredAnswer stored) {
        if (Freshness.isFresh(stored, call.cacheDirectives(), clock.instant())) {
            return Uni.createFrom().item(handOut(stored, CallReport.NOTHING_DONE.withCache(CacheVerdict.HIT)));
        }
        return stored.hasValidator() ? revalidate(call, stored) : ask(call);
    }

    private Uni<Answer> ask(Call call) {
        Instant asked = clock.instant();
        return next.answer(call)
                .map(answer -> answer.reporting(report -> report.withCache(CacheVerdict.MISS)))
                .map(answer -> answer instanceof Provided provided ? keeping(call, provided, asked) : answer);
    }

    /** Source: RFC 9111, section 4.3.1. */
    private Uni<Answer> revalidate(Call call, StoredAnswer stored) {
        Instant asked = clock.instant();
        Call conditional = stored.entityTag()
                .map(tag -> call.withHeader("If-None-Match", tag))
                .orElseGet(() -> call.withHeader(
                        "If-Modified-Since", stored.lastModified().orElseThrow()));
        return next.answer(conditional)
                .map(answer -> answer.reporting(report -> report.withCache(CacheVerdict.MISS)))
                .chain(answer -> answer instanceof Provided provided
                        ? revalidated(call, stored, provided, asked)
                        : Uni.createFrom().item(answer));
    }

    private Uni<Answer> revalidated(Call call, StoredAnswer stored, Provided provided, Instant asked) {
        if (provided.status() != NOT_MODIFIED) {
            return Uni.createFrom().item(keeping(call, provided, asked));
        }
        StoredAnswer confirmed = stored(call, merged(stored, provided.headers()), stored.body(), asked)
                .orElse(stored);
        Answer answer = handOut(confirmed, provided.report().withCache(CacheVerdict.REVALIDATED));
        return keep(call, confirmed).replaceWith(answer);
    }

    /** Source: RFC 9111, section 3.2. */
    private static MultiMap merged(StoredAnswer stored, MultiMap confirmation) {
        MultiMap merged = stored.headerFields();
        confirmation.names().stream()
                .filter(name -> NOT_CONFIRMED.stream().noneMatch(name::equalsIgnoreCase))
                .forEach(name -> merged.set(name, confirmation.getAll(name)));
        return merged;
    }

    private Answer keeping(Call call, Provided provided, Instant asked) {
        boolean fits = provided.body().length().orElse(0) <= maxBody();
        if (provided.status() != OK || !call.method().equals(HttpMethod.GET) || !fits) {
            return provided;
        }
        return stored(call, provided.headers(), Buffer.buffer(), asked)
                .map(kept -> provided.withBody(
                        new CopyingBody(provided.body(), maxBody(), body -> keepSoon(call, withBody(kept, body)))))
                .orElse(provided);
    }

    private Optional<StoredAnswer> stored(Call call, MultiMap headers, Buffer body, Instant asked) {
        Instant now = clock.instant();
        return Variation.of(call.headers(), headers)
                .filter(variation -> Freshness.mayBeKept(headers))
                .map(variation -> new StoredAnswer(
                        headers.entries().stream()
                                .map(header -> Map.entry(header.getKey(), header.getValue()))
                                .toList(),
                        body,
                        now,
                        Freshness.initialAge(headers, now, Duration.between(asked, now)),
                        Freshness.lifetime(headers, now),
                        variation));
    }

    private static StoredAnswer withBody(StoredAnswer answer, Buffer body) {
        return new StoredAnswer(
                answer.headers(), body, answer.received(), answer.initialAge(), answer.lifetime(), answer.selectedBy());
    }

    private void keepSoon(Call call, StoredAnswer answer) {
        keep(call, answer).subscribe().with(done -> {});
    }

    private Uni<Void> keep(Call call, StoredAnswer answer) {
        Duration useful = longer(
                        answer.lifetime(), call.cacheDirectives().maxAge().orElse(Duration.ZERO))
                .minus(answer.initialAge())
                .plus(answer.hasValidator() ? settings.staleFor() : Duration.ZERO);
        Duration time = useful.compareTo(settings.longest()) > 0 ? settings.longest() : useful;
        return time.toSeconds() < 1 ? Uni.createFrom().voidItem() : store.keep(CacheKey.of(call), answer, time);
    }

    /** Source: RFC 9111, section 4.4. */
    private Uni<Void> invalidate(Call call, Answer answer) {
        boolean changed = answer instanceof Provided provided && provided.status() < 400;
        return changed ? store.forget(CacheKey.of(call)) : Uni.createFrom().voidItem();
    }

    private Answer handOut(StoredAnswer stored, CallReport report) {
        long age = stored.age(clock.instant()).toSeconds();
        MultiMap headers = stored.headerFields().set(HttpHeaders.AGE, Long.toString(age));
        return new Provided(OK, headers, Body.of(stored.body()), report);
    }

    private int maxBody() {
        return (int) settings.maxBody().asLongValue();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
