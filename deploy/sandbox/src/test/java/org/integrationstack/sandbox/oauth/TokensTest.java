package org.integrationstack.sandbox.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.integrationstack.sandbox.MutableClock;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

import static org.assertj.core.api.Assertions.assertThat;

class TokensTest {
    private record Somebody(String login, String name) implements Account {}

    private final MutableClock clock = new MutableClock();
    private final Tokens<Somebody> tokens = new Tokens<>(clock);

    @Test
    void knowsATokenForItsUseUntilItExpires() {
        issue("access", Use.ACCESS, "code", Optional.of(Duration.ofSeconds(60)));

        assertThat(tokens.live(Use.ACCESS, "access")).isPresent();
        assertThat(tokens.live(Use.REFRESH, "access")).isEmpty();
        assertThat(tokens.over("access")).isFalse();
        clock.forward(Duration.ofSeconds(60));
        assertThat(tokens.live(Use.ACCESS, "access")).isEmpty();
        assertThat(tokens.over("access")).isTrue();
        assertThat(tokens.ended("access")).isEmpty();
    }

    @Test
    void remembersWhatWasEnded() {
        Token<Somebody> token = issue("refresh", Use.REFRESH, "code", Optional.empty());

        tokens.end(token);

        assertThat(tokens.live(Use.REFRESH, "refresh")).isEmpty();
        assertThat(tokens.ended("refresh")).contains(token);
        assertThat(tokens.over("refresh")).isTrue();
        assertThat(tokens.over("made-up")).isFalse();
    }

    @Test
    void endsAFamilyAndNoOther() {
        Token<Somebody> token = issue("access", Use.ACCESS, "code", Optional.empty());
        issue("refresh", Use.REFRESH, "code", Optional.empty());
        issue("other", Use.ACCESS, "other code", Optional.empty());

        assertThat(tokens.end(token::kinOf)).isEqualTo(2);

        assertThat(tokens.live(any -> true)).extracting(Token::value).containsExactly("other");
    }

    @Test
    void forgetsExpiredTokensNowAndThenAndNoOthers() {
        issue("lasting", Use.REFRESH, "code", Optional.empty());
        issue("first", Use.ACCESS, "code", Optional.of(Duration.ofSeconds(1)));
        clock.forward(Duration.ofSeconds(1));
        for (int i = 0; i < 10_000; i++) {
            issue("token " + i, Use.ACCESS, "code", Optional.of(Duration.ofSeconds(1)));
        }

        assertThat(tokens.over("first")).as("it is forgotten").isFalse();
        assertThat(tokens.live(Use.REFRESH, "lasting")).isPresent();
        assertThat(tokens.live(any -> true)).hasSize(10_001);
    }

    private Token<Somebody> issue(String value, Use use, String code, Optional<Duration> life) {
        AuthorizationRequest request =
                new AuthorizationRequest("http://127.0.0.1/", Map.of(), Optional.empty(), Map.of());
        Consent<Somebody> consent = new Consent<>(code, request, new Somebody("a", "A"), Set.of(), Instant.EPOCH);
        return tokens.issue(use, value, consent, Set.of("scope"), life);
    }
}
