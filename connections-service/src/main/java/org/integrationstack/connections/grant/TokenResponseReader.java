package org.integrationstack.connections.grant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.secret.Secret;

/**
 * Reads a token response as the definition describes it: an error counts as one whatever the status, since some
 * providers send theirs with a 200.
 *
 * <p>Source: RFC 6749 sections 5.1 and 5.2.
 */
public final class TokenResponseReader {
    /** Error codes are plain words; anything else is not repeated, not even in our log. */
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

    private final OAuth oauth;
    private final Clock clock;

    public TokenResponseReader(OAuth oauth, Clock clock) {
        this.oauth = oauth;
        this.clock = clock;
    }

    /** What the response says, or why it grants nothing. */
    public Result read(int status, JsonNode body, Set<String> requested) {
        Optional<String> error = text(body, oauth.response().error());
        if (error.isPresent()) {
            return new Failure(ERROR_CODE.matcher(error.get()).matches() ? error.get() : "unnamed_error");
        }
        if (status != 200) {
            return new Failure("status_" + status);
        }
        return text(body, oauth.response().accessToken())
                .<Result>map(token -> new Success(grant(Secret.of(token), body, requested)))
                .orElseGet(() -> new Failure("no_access_token"));
    }

    private Grant grant(Secret accessToken, JsonNode body, Set<String> requested) {
        return new Grant(
                accessToken,
                text(body, oauth.response().refreshToken()).map(Secret::of),
                text(body, oauth.response().tokenType()).orElse("Bearer"),
                text(body, oauth.response().scope()).map(oauth.scopes()::split).orElse(requested),
                expiresAt(body),
                kept(body));
    }

    private Optional<Instant> expiresAt(JsonNode body) {
        return text(body, oauth.response().expiresIn())
                .flatMap(TokenResponseReader::seconds)
                .map(clock.instant()::plus);
    }

    /** A life that is no whole number of seconds, or absurd, is one we do not know. */
    private static Optional<Duration> seconds(String text) {
        try {
            Duration life = Duration.ofSeconds(Long.parseLong(text));
            return life.isNegative() || life.compareTo(LONGEST_LIFE) > 0 ? Optional.empty() : Optional.of(life);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Map<String, String> kept(JsonNode body) {
        Map<String, String> kept = new HashMap<>();
        oauth.response()
                .keep()
                .forEach((name, pointer) -> text(body, pointer).ifPresent(value -> kept.put(name, value)));
        return kept;
    }

    /** The value there as text, where it is a scalar and not empty. */
    public static Optional<String> text(JsonNode body, JsonPointer pointer) {
        JsonNode value = body.at(pointer);
        return value.isValueNode() && !value.isNull()
                ? Optional.of(value.asText()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** What a token response says. */
    public sealed interface Result {}

    /** Tokens. */
    public record Success(Grant grant) implements Result {}

    /**
     * No tokens.
     *
     * @param reason a plain code for the log
     */
    public record Failure(String reason) implements Result {}
}
