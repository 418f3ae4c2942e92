package org.integrationstack.connections.grant;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.UrlTemplate;
import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;

class TokenResponseReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");
    private static final Set<String> REQUESTED = Set.of("repo", "gist");

    private final TokenResponseReader reader = new TokenResponseReader(oauth(), Clock.fixed(NOW, ZoneOffset.UTC));

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
    @ValueSource(strings = {"\"soon\"", "-1", "1e3", "99999999999999", "null", "{}"})
    void knowsNoExpiryWhereTheLifeIsNoNumberOfSeconds(String life) {
        assertThat(granted("{\"access_token\":\"t\",\"expires_in\":" + life + "}")
                        .expiresAt())
                .isEmpty();
    }

    @Test
    void takesAnErrorForAnErrorWhateverTheStatus() {
        assertThat(read(200, "{\"error\":\"bad_verification_code\",\"access_token\":\"t\"}"))
                .isEqualTo(new TokenResponseReader.Failure("bad_verification_code"));
    }

    @Test
    void doesNotRepeatAnErrorThatIsNoPlainCode() {
        assertThat(read(400, "{\"error\":\"<script>alert(1)</script>\"}"))
                .isEqualTo(new TokenResponseReader.Failure("unnamed_error"));
    }

    @ParameterizedTest
    @CsvSource({"200,no_access_token", "400,status_400", "302,status_302", "201,status_201"})
    void grantsNothingWithoutATokenInASuccess(int status, String reason) {
        assertThat(read(status, "{}")).isEqualTo(new TokenResponseReader.Failure(reason));
    }

    @Test
    void showsNoTokenInText() {
        assertThat(granted("{\"access_token\":\"gho_secret\",\"refresh_token\":\"ghr_secret\"}")
                        .toString())
                .doesNotContain("secret");
    }

    private Grant granted(String json) {
        return ((TokenResponseReader.Success) read(200, json)).grant();
    }

    private TokenResponseReader.Result read(int status, String json) {
        try {
            return reader.read(status, new ObjectMapper().readTree(json), REQUESTED);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static OAuth oauth() {
        Hosts hosts = new Hosts(List.of("example.com"));
        UrlTemplate url = new UrlTemplate("https://example.com/x", hosts);
        JsonPointer name = JsonPointer.compile("/name");
        return new OAuth(
                URI.create("https://example.com"),
                false,
                new OAuth.Endpoint(url, Map.of()),
                new OAuth.Token(url, OAuth.ClientAuthentication.POST, Map.of(), Map.of()),
                true,
                new OAuth.Scopes(" ", ",", List.of(), List.of(), Map.of()),
                new OAuth.TokenResponse(
                        JsonPointer.compile("/access_token"),
                        JsonPointer.compile("/refresh_token"),
                        JsonPointer.compile("/expires_in"),
                        JsonPointer.compile("/scope"),
                        JsonPointer.compile("/token_type"),
                        JsonPointer.compile("/error"),
                        JsonPointer.compile("/error_description"),
                        Map.of("instance_url", JsonPointer.compile("/instance_url"))),
                new OAuth.AccountLookup(url, name, Optional.empty(), Optional.empty()),
                new OAuth.Refresh(OAuth.UnknownOutcome.REPLAY),
                Optional.empty());
    }
}
