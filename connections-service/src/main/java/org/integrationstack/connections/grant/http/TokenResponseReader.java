package org.integrationstack.connections.grant.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenAnswer;

/**
 * Reads a token response as the definition describes it: an error counts as one whatever the status, since some
 * providers send theirs with a 200. Never throws, whatever was sent.
 *
 * <p>Source: RFC 6749 sections 5.1 and 5.2.
 */
final class TokenResponseReader {
    /** Source: RFC 6749 appendix A.12 and A.17. What has other characters could not be sent in a header. */
    private static final Pattern TOKEN = Pattern.compile("[\\x20-\\x7e]{1,16384}");

    private static final int MAX_KEPT = 2048;
    private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

    private final OAuth.TokenResponse layout;
    private final OAuth.Errors errors;
    private final Function<String, Set<String>> scopes;
    private final Clock clock;

    /** @param scopes how the granted scopes are told from each other */
    TokenResponseReader(
            OAuth.TokenResponse layout, OAuth.Errors errors, Function<String, Set<String>> scopes, Clock clock) {
        this.layout = layout;
        this.errors = errors;
        this.scopes = scopes;
        this.clock = clock;
    }

    /**
     * What the response says.
     *
     * @param held granted in full where the response names no scopes
     */
    TokenAnswer read(InboundResponse response, Set<String> held) {
        Optional<JsonNode> body = Bodies.read(response);
        Optional<String> error = body.flatMap(json -> Bodies.error(json, layout.error()));
        if (error.isPresent()) {
            return refused(error.get(), response);
        }
        if (response.status() / 100 != 2) {
            return failed(response);
        }
        return body.<TokenAnswer>map(json -> granted(json, held)).orElseGet(() -> unreadable("no_json_object"));
    }

    private TokenAnswer granted(JsonNode body, Set<String> held) {
        if (Bodies.text(body, layout.accessToken()).isEmpty()) {
            return unreadable("no_access_token");
        }
        return grant(body, held, kept(body))
                .<TokenAnswer>map(grant -> new TokenAnswer.Granted(grant, Map.of(), Optional.empty(), Optional.empty()))
                .orElseGet(() -> unreadable("malformed_token"));
    }

    /** The tokens there; empty where there is none, or one that could not be used. */
    Optional<Grant> grant(JsonNode body, Set<String> held, Map<String, String> kept) {
        Optional<String> refreshToken = Bodies.text(body, layout.refreshToken());
        boolean refreshable = refreshToken.isEmpty() || isToken(refreshToken.get());
        return Bodies.text(body, layout.accessToken())
                .filter(accessToken -> isToken(accessToken) && refreshable)
                .map(accessToken -> new Grant(
                        Secret.of(accessToken),
                        refreshToken.map(Secret::of),
                        Bodies.text(body, layout.tokenType()).orElse("Bearer"),
                        Bodies.text(body, layout.scope()).map(scopes).orElse(held),
                        expiresAt(body),
                        kept));
    }

    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    private Optional<Instant> expiresAt(JsonNode body) {
        return Bodies.text(body, layout.expiresIn())
                .flatMap(TokenResponseReader::seconds)
                .map(clock.instant()::plus);
    }

    /** A life that is no whole number of seconds, none at all, or absurd, is one we do not know. */
    private static Optional<Duration> seconds(String text) {
        try {
            Duration life = Duration.ofSeconds(Long.parseLong(text));
            boolean sane = !life.isNegative() && !life.isZero() && life.compareTo(LONGEST_LIFE) <= 0;
            return sane ? Optional.of(life) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Map<String, String> kept(JsonNode body) {
        Map<String, String> kept = new HashMap<>();
        layout.keep().forEach((name, pointer) -> keep(body, name, pointer, kept));
        return kept;
    }

    private static void keep(JsonNode body, String name, JsonPointer pointer, Map<String, String> kept) {
        Bodies.text(body, pointer)
                .filter(value -> value.length() <= MAX_KEPT)
                .ifPresent(value -> kept.put(name, value));
    }

    private TokenAnswer refused(String code, InboundResponse response) {
        Optional<OAuth.Errors.Meaning> meaning = errors.of(code);
        if (meaning.isEmpty()) {
            return new TokenAnswer.Refused(TokenAnswer.Kind.OTHER, code);
        }
        return switch (meaning.get()) {
            case REVOKED -> new TokenAnswer.Refused(TokenAnswer.Kind.REVOKED, code);
            case CLIENT -> new TokenAnswer.Refused(TokenAnswer.Kind.CLIENT, code);
            case TEMPORARY -> new TokenAnswer.Unavailable(code, RetryAfter.of(response, clock.instant()));
        };
    }

    /** Source: RFC 6749 section 5.2: 401 is for clients; RFC 9110 section 15.6.4: 503 has done nothing. */
    private TokenAnswer failed(InboundResponse response) {
        int status = response.status();
        if (ProviderCalls.isBusy(status)) {
            return new TokenAnswer.Unavailable("status_" + status, RetryAfter.of(response, clock.instant()));
        }
        if (status >= 500) {
            return new TokenAnswer.Unknown(TokenAnswer.Cause.LOST, "status_" + status);
        }
        return new TokenAnswer.Refused(
                status == 401 ? TokenAnswer.Kind.CLIENT : TokenAnswer.Kind.OTHER, "status_" + status);
    }

    private static TokenAnswer unreadable(String reason) {
        return new TokenAnswer.Unknown(TokenAnswer.Cause.UNREADABLE, reason);
    }
}
