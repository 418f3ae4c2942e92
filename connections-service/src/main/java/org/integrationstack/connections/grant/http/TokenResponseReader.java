package org.integrationstack.connections.grant.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
    /** Error codes are plain words; anything else is not repeated, not even in our log. */
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /** Source: RFC 6749 appendix A.12 and A.17. What has other characters could not be sent in a header. */
    private static final Pattern TOKEN = Pattern.compile("[\\x20-\\x7e]{1,16384}");

    private static final int MAX_KEPT = 2048;
    private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

    private static final Set<String> REVOKED = Set.of("invalid_grant");
    private static final Set<String> CLIENT = Set.of("invalid_client", "unauthorized_client");
    private static final Set<String> TEMPORARY = Set.of("temporarily_unavailable", "server_error", "slow_down");

    private final OAuth oauth;
    private final Clock clock;

    TokenResponseReader(OAuth oauth, Clock clock) {
        this.oauth = oauth;
        this.clock = clock;
    }

    /**
     * What the response says.
     *
     * @param held granted in full where the response names no scopes
     */
    TokenAnswer read(InboundResponse response, Set<String> held) {
        Optional<JsonNode> body = Bodies.read(response);
        Optional<String> error = body.flatMap(this::error);
        if (error.isPresent()) {
            return refused(error.get(), response);
        }
        if (response.status() / 100 != 2) {
            return failed(response);
        }
        return body.<TokenAnswer>map(json -> granted(json, held)).orElseGet(() -> unreadable("no_json_object"));
    }

    private TokenAnswer granted(JsonNode body, Set<String> held) {
        Optional<String> accessToken = Bodies.text(body, oauth.response().accessToken());
        Optional<String> refreshToken = Bodies.text(body, oauth.response().refreshToken());
        if (accessToken.isEmpty()) {
            return unreadable("no_access_token");
        }
        if (!isToken(accessToken.get())
                || !refreshToken.map(TokenResponseReader::isToken).orElse(true)) {
            return unreadable("malformed_token");
        }
        return new TokenAnswer.Granted(
                grant(Secret.of(accessToken.get()), refreshToken.map(Secret::of), body, held),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    private Grant grant(Secret accessToken, Optional<Secret> refreshToken, JsonNode body, Set<String> held) {
        return new Grant(
                accessToken,
                refreshToken,
                Bodies.text(body, oauth.response().tokenType()).orElse("Bearer"),
                Bodies.text(body, oauth.response().scope())
                        .map(oauth.scopes()::split)
                        .orElse(held),
                expiresAt(body),
                kept(body));
    }

    private Optional<Instant> expiresAt(JsonNode body) {
        return Bodies.text(body, oauth.response().expiresIn())
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
        oauth.response()
                .keep()
                .forEach((name, pointer) -> Bodies.text(body, pointer)
                        .filter(value -> value.length() <= MAX_KEPT)
                        .ifPresent(value -> kept.put(name, value)));
        return kept;
    }

    /** The error's code; an error that is no plain word is one all the same. */
    private Optional<String> error(JsonNode body) {
        JsonNode error = body.at(oauth.response().error());
        if (error.isMissingNode() || error.isNull() || error.asText("?").isEmpty() || isFalse(error)) {
            return Optional.empty();
        }
        String code = error.asText("");
        return Optional.of(ERROR_CODE.matcher(code).matches() ? code : "unnamed_error");
    }

    private static boolean isFalse(JsonNode node) {
        return node.isBoolean() && !node.booleanValue();
    }

    private TokenAnswer refused(String code, InboundResponse response) {
        if (TEMPORARY.contains(code)) {
            return new TokenAnswer.Unavailable(code, retryAfter(response));
        }
        TokenAnswer.Kind kind = REVOKED.contains(code)
                ? TokenAnswer.Kind.REVOKED
                : CLIENT.contains(code) ? TokenAnswer.Kind.CLIENT : TokenAnswer.Kind.OTHER;
        return new TokenAnswer.Refused(kind, code);
    }

    /** Source: RFC 6749 section 5.2: 401 is for clients; RFC 9110 section 15.6.4: 503 has done nothing. */
    private TokenAnswer failed(InboundResponse response) {
        int status = response.status();
        if (ProviderCalls.isBusy(status)) {
            return new TokenAnswer.Unavailable("status_" + status, retryAfter(response));
        }
        if (status >= 500) {
            return new TokenAnswer.Unknown(TokenAnswer.Cause.LOST, "status_" + status);
        }
        return new TokenAnswer.Refused(
                status == 401 ? TokenAnswer.Kind.CLIENT : TokenAnswer.Kind.OTHER, "status_" + status);
    }

    private Duration retryAfter(InboundResponse response) {
        return response.header("Retry-After")
                .flatMap(value -> RetryAfter.read(value, clock.instant()))
                .orElse(Duration.ZERO);
    }

    private static TokenAnswer unreadable(String reason) {
        return new TokenAnswer.Unknown(TokenAnswer.Cause.UNREADABLE, reason);
    }
}
