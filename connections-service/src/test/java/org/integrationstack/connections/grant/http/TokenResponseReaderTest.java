package org.integrationstack.connections.grant.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenAnswer;

import static org.assertj.core.api.Assertions.assertThat;

class TokenResponseReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");
    private static final Set<String> REQUESTED = Set.of("repo", "gist");

    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    private final TokenResponseReader reader = new TokenResponseReader(
            layout(),
            OAuth.Errors.STANDARD,
            new OAuth.Scopes(" ", ",", List.of(), List.of(), Map.of(), List.of())::split,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void readsTokensScopesAndExpiry() {
        Grant grant = granted("""
                {"access_token":"t","refresh_token":"r","expires_in":28800,"scope":"repo,gist","token_type":"bearer",
                 "instance_url":"https://one.example.com"}""");

        assertThat(grant.accessToken()).isEqualTo(Secret.of("t"));
        assertThat(grant.refreshToken()).contains(Secret.of("r"));
        assertThat(grant.expiresAt()).contains(NOW.plusSeconds(28_800));
        assertThat(grant.scopes()).containsExactlyInAnyOrder("repo", "gist");
        assertThat(grant.tokenType()).isEqualTo("bearer");
        assertThat(grant.values()).containsExactly(Map.entry("instance_url", "https://one.example.com"));
    }

    @Test
    void takesAllThatWasRequestedForGrantedWhereNoScopeIsNamed() {
        assertThat(granted("{\"access_token\":\"t\"}").scopes()).isEqualTo(REQUESTED);
    }

    @Test
    void takesTheFewerScopesThatWereGranted() {
        assertThat(granted("{\"access_token\":\"t\",\"scope\":\"gist\"}").scopes())
                .containsExactly("gist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "0", "-1", "1e3", "99999999999999", "1e400", "null", "{}"})
    void knowsNoExpiryWhereTheLifeIsNoNumberOfSeconds(String life) {
        assertThat(granted("{\"access_token\":\"t\",\"expires_in\":" + life + "}")
                        .expiresAt())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant,REVOKED",
        "invalid_client,CLIENT",
        "unauthorized_client,CLIENT",
        "bad_verification_code,OTHER"
    })
    void takesAnErrorForAnErrorWhateverTheStatus(String code, TokenAnswer.Kind kind) {
        String body = "{\"error\":\"" + code + "\",\"access_token\":\"t\"}";

        assertThat(read(200, body)).isEqualTo(new TokenAnswer.Refused(kind, code));
        assertThat(read(400, body)).isEqualTo(new TokenAnswer.Refused(kind, code));
        assertThat(read(500, body)).isEqualTo(new TokenAnswer.Refused(kind, code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"temporarily_unavailable", "server_error", "slow_down"})
    void takesATemporaryErrorForNothingDone(String code) {
        assertThat(read(400, "{\"error\":\"" + code + "\"}")).isEqualTo(new TokenAnswer.Unavailable(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"<script>alert(1)</script>\"", "{\"code\":400}", "[1]", "true"})
    void doesNotRepeatAnErrorThatIsNoPlainCode(String error) {
        TokenAnswer answer = read(400, "{\"error\":" + error + "}");

        assertThat(answer.toString()).doesNotContain("script");
        assertThat(answer).isInstanceOf(TokenAnswer.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "\"\""})
    void takesAnEmptyErrorForNone(String error) {
        assertThat(read(200, "{\"access_token\":\"t\",\"error\":" + error + "}"))
                .isInstanceOf(TokenAnswer.Granted.class);
    }

    @ParameterizedTest
    @CsvSource({"400,OTHER", "302,OTHER", "404,OTHER", "401,CLIENT"})
    void takesAStatusThatIsNoSuccessForARefusal(int status, TokenAnswer.Kind kind) {
        assertThat(read(status, "<html>")).isEqualTo(new TokenAnswer.Refused(kind, "status_" + status));
    }

    @ParameterizedTest
    @CsvSource({"500,LOST", "502,LOST", "504,LOST"})
    void doesNotKnowWhatCameOfARequestThatBrokeTheProvider(int status, TokenAnswer.Cause cause) {
        assertThat(read(status, "<html>")).isEqualTo(new TokenAnswer.Unknown(cause, "status_" + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 503})
    void takesABusyProviderForNothingDone(int status) {
        assertThat(read(status, "")).isEqualTo(new TokenAnswer.Unavailable("status_" + status));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120|120",
                "Tue, 24 Nov 2026 07:01:00 GMT|60",
                "999999999|3600",
                "Tue, 24 Nov 2026 06:00:00 GMT|0",
                "-5|0",
                "soon|0"
            })
    void readsHowLongABusyProviderAsksToBeLeftAlone(String header, long seconds) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Retry-After", header);

        assertThat(reader.read(new InboundResponse(503, headers, new byte[0]), REQUESTED))
                .isEqualTo(new TokenAnswer.Unavailable("status_503", Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"t\"",
                "<!doctype html><title>Sign in</title>",
                "{\"access_token\":\"t\"",
                "{\"access_token\":\"t\"} trailing",
                "{\"access_token\":\"t\",\"access_token\":\"u\"}",
                "{\"access_token\":\"t\",\"team\":{\"id\":1,\"id\":2}}",
                "{}",
                "{\"access_token\":\"\"}",
                "{\"access_token\":{}}",
                "{\"access_token\":null}",
                "{\"access_token\":\"t\\r\\nX-Injected: 1\"}",
                "{\"access_token\":\"t\",\"refresh_token\":\"r\\u0000\"}",
                "{\"access_token\":\"tok\u00e9n\"}"
            })
    void cannotReadASuccessWithoutExactlyOneUsableToken(String body) {
        assertThat(read(200, body))
                .isInstanceOfSatisfying(
                        TokenAnswer.Unknown.class,
                        unknown -> assertThat(unknown.cause()).isEqualTo(TokenAnswer.Cause.UNREADABLE));
    }

    @Test
    void refusesAnAnswerThatIsNestedWithoutEnd() {
        String deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);

        assertThat(read(200, deep)).isInstanceOf(TokenAnswer.Unknown.class);
    }

    @Test
    void readsAFormWhereTheAnswerSaysSo() {
        TokenAnswer answer = read(200, FORM, "access_token=t%2B1&scope=repo%2Cgist&token_type=bearer");

        Grant grant = ((TokenAnswer.Granted) answer).grant();
        assertThat(grant.accessToken()).isEqualTo(Secret.of("t+1"));
        assertThat(grant.scopes()).containsExactlyInAnyOrder("repo", "gist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token=t&access_token=u", "access_token", "access_token=%zz", "=t", "&&", ""})
    void cannotReadAFormWithoutExactlyOneToken(String form) {
        assertThat(read(200, FORM, form)).isInstanceOf(TokenAnswer.Unknown.class);
    }

    @Test
    void keepsNoValueThatIsAbsurd() {
        String url = "https://one.example.com/" + "x".repeat(3000);

        assertThat(granted("{\"access_token\":\"t\",\"instance_url\":\"" + url + "\"}")
                        .values())
                .isEmpty();
    }

    @Test
    void showsNoTokenInText() {
        assertThat(read(200, "{\"access_token\":\"gho_secret\",\"refresh_token\":\"ghr_secret\"}")
                        .toString())
                .doesNotContain("secret");
    }

    /** Whatever bytes come, the reader answers, and never with a token that a header could not carry. */
    @Test
    void readsWhateverIsSent() {
        long seed = 20_261_124;
        RandomAnswers answers = new RandomAnswers(seed);
        for (int i = 0; i < 20_000; i++) {
            InboundResponse response = answers.next();
            TokenAnswer answer = reader.read(response, REQUESTED);
            if (answer instanceof TokenAnswer.Granted granted) {
                assertThat(granted.grant().accessToken().reveal())
                        .as("answer %d of seed %d", i, seed)
                        .matches("[\\x20-\\x7e]+");
                assertThat(response.status() / 100).isEqualTo(2);
            }
        }
    }

    private Grant granted(String json) {
        return ((TokenAnswer.Granted) read(200, json)).grant();
    }

    private TokenAnswer read(int status, String json) {
        return read(status, "application/json", json);
    }

    private TokenAnswer read(int status, String type, String body) {
        return reader.read(
                new InboundResponse(
                        status,
                        MultiMap.caseInsensitiveMultiMap().add("Content-Type", type),
                        body.getBytes(StandardCharsets.UTF_8)),
                REQUESTED);
    }

    private static OAuth.TokenResponse layout() {
        return new OAuth.TokenResponse(
                JsonPointer.compile("/access_token"),
                JsonPointer.compile("/refresh_token"),
                JsonPointer.compile("/expires_in"),
                JsonPointer.compile("/scope"),
                JsonPointer.compile("/token_type"),
                JsonPointer.compile("/error"),
                JsonPointer.compile("/error_description"),
                Map.of("instance_url", JsonPointer.compile("/instance_url")));
    }
}
