package org.integrationstack.gateway.signature.http;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FetchedKeySetsTest {

    private static final URI SET = URI.create("https://www.googleapis.com/oauth2/v3/certs");
    private static final List<JsonWebKey> KEYS = List.of(new OctetSequenceJsonWebKey(new HmacKey(new byte[16])));

    private Instant now = Instant.parse("2026-11-24T07:00:00Z");
    private final List<UniEmitter<? super List<JsonWebKey>>> calls = new ArrayList<>();
    private final FetchedKeySets sets =
            new FetchedKeySets(set -> Uni.createFrom().emitter(calls::add), () -> now);

    @Test
    void fetchesOnceForAllThatAskAtOnce() {
        var first = ask();
        var second = ask();
        var anew = ask(sets.anew(SET));

        calls.get(0).complete(KEYS);

        assertThat(calls).hasSize(1);
        assertThat(List.of(first, second, anew))
                .allSatisfy(asked -> asked.assertCompleted().assertItem(KEYS));
    }

    @Test
    void keepsASetForAnHour() {
        ask();
        calls.get(0).complete(KEYS);

        pass(FetchedKeySets.LIFE.minusMillis(1));
        ask().assertItem(KEYS);
        assertThat(calls).hasSize(1);

        pass(Duration.ofMillis(1));
        ask();
        assertThat(calls).hasSize(2);
    }

    /** A forged token with an unknown key makes nobody call the publisher for each attempt. */
    @Test
    void fetchesNotMoreOftenThanEveryTenSeconds() {
        ask();
        calls.get(0).complete(KEYS);

        ask(sets.anew(SET)).assertItem(KEYS);
        pass(FetchedKeySets.PAUSE);
        ask(sets.anew(SET)).assertNotTerminated();
        assertThat(calls).hasSize(2);
    }

    @Test
    void usesWhatItKnowsForADayWhereItCannotFetch() {
        ask();
        calls.get(0).complete(KEYS);
        pass(FetchedKeySets.LIFE);

        var asked = ask();
        calls.get(1).fail(new IllegalStateException("away"));

        asked.assertItem(KEYS);
        ask().assertItem(KEYS);
        assertThat(calls).as("not again at once").hasSize(2);

        pass(FetchedKeySets.EMERGENCY_LIFE);
        var late = ask();
        calls.get(2).fail(new IllegalStateException("away"));
        late.assertFailedWith(IllegalStateException.class, "away");
    }

    @Test
    void failsAtOnceSoonAfterAFailure() {
        var asked = ask();
        calls.get(0).fail(new IllegalStateException("away"));
        asked.assertFailedWith(IllegalStateException.class, "away");

        ask().assertFailed();
        assertThat(calls).hasSize(1);

        pass(FetchedKeySets.PAUSE);
        var again = ask();
        calls.get(1).complete(KEYS);
        again.assertItem(KEYS);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private UniAssertSubscriber<List<JsonWebKey>> ask() {
        return ask(sets.of(SET));
    }

    private static UniAssertSubscriber<List<JsonWebKey>> ask(Uni<List<JsonWebKey>> answer) {
        return answer.subscribe().withSubscriber(UniAssertSubscriber.create());
    }
}
