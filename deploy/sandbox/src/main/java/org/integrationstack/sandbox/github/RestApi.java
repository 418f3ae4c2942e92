package org.integrationstack.sandbox.github;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Routes;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/**
 * What every request to the REST API goes through: user agent, token, quota, route, conditional
 * answer, headers.
 */
final class RestApi {
    private static final String VARY = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, X-Requested-With";

    private static final Pattern BEARER = Pattern.compile("(?i)(?:bearer|token) +(\\S+)");

    private final Registration registration;
    private final Tokens<Person> tokens;
    private final RateLimit rateLimit;
    private final Repositories repositories;
    private final Supplier<Settings> settings;
    private final Ids ids;
    private final Routes<Endpoint> routes = new Routes<>();

    RestApi(
            Registration registration,
            Tokens<Person> tokens,
            RateLimit rateLimit,
            Repositories repositories,
            Supplier<Settings> settings,
            Ids ids) {
        this.registration = registration;
        this.tokens = tokens;
        this.rateLimit = rateLimit;
        this.repositories = repositories;
        this.settings = settings;
        this.ids = ids;
    }

    Routes<Endpoint> routes() {
        return routes;
    }

    Answer answer(Call call) {
        String id = ids.requestId();
        if (call.header("User-Agent").filter(agent -> !agent.isBlank()).isEmpty()) {
            return withoutUserAgent().with("X-GitHub-Request-Id", id);
        }
        Answer answer;
        try {
            answer = answer(call, caller(call));
        } catch (ApiError error) {
            answer = error.answer();
        }
        return answer.with(Map.of(
                "X-GitHub-Request-Id", id,
                "X-GitHub-Media-Type", "github.v3; format=json",
                "X-GitHub-Api-Version-Selected", "2022-11-28",
                "Server", "github.com"));
    }

    /** The answer to a caller who is too fast, whether by a used-up quota or the secondary limits. */
    Answer tooFast(Call call, OptionalInt status, OptionalInt retryAfterSeconds) {
        int usual = settings.get().rateLimitStatus();
        if (retryAfterSeconds.isPresent()) {
            return ApiError.of(
                            status.orElse(usual),
                            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.")
                    .answer()
                    .with("Retry-After", Integer.toString(retryAfterSeconds.getAsInt()));
        }
        Optional<Person> person = bearer(call).flatMap(this::live).map(Token::person);
        return exceeded(status.orElse(usual), person, rateLimit.usage(person).exhausted());
    }

    private Answer answer(Call call, Optional<Token<Person>> token) {
        Optional<Person> person = token.map(Token::person);
        RateLimit.Usage before = rateLimit.usage(person);
        boolean free = call.path().equals("/rate_limit");
        if (before.remaining() == 0 && !free) {
            return exceeded(settings.get().rateLimitStatus(), person, before);
        }
        Answer answer = conditional(call, routed(call, token));
        // Source: docs.github.com, "Best practices for using the REST API": a 304 costs nothing.
        RateLimit.Usage usage = free || answer.status() == 304 ? before : rateLimit.count(person);
        return answer.with(usage.headers()).with(identity(token));
    }

    private Answer routed(Call call, Optional<Token<Person>> token) {
        try {
            String method = call.method().equals("HEAD") ? "GET" : call.method();
            var match = routes.find(method, repositories.byName(call.path())).orElseThrow(ApiError::notFound);
            return match.handler().answer(new ApiRequest(call, match.values(), token));
        } catch (ApiError error) {
            return error.answer();
        }
    }

    /**
     * The token of the request, if it carries one, which then must be good. An app's own credentials,
     * which some endpoints ask for, are theirs to check.
     */
    private Optional<Token<Person>> caller(Call call) {
        boolean anonymous = call.header("Authorization").isEmpty();
        boolean app = ClientCredentials.basic(call)
                .filter(client -> client.belongTo(registration))
                .isPresent();
        return anonymous || app
                ? Optional.empty()
                : Optional.of(bearer(call).flatMap(this::live).orElseThrow(ApiError::badCredentials));
    }

    private Optional<Token<Person>> live(String token) {
        return tokens.live(Use.ACCESS, token);
    }

    private static Optional<String> bearer(Call call) {
        return call.header("Authorization")
                .map(BEARER::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }

    /** Adds the validators to a good answer of GET, and answers 304 to who has it already. */
    private static Answer conditional(Call call, Answer answer) {
        boolean read = call.method().equals("GET") || call.method().equals("HEAD");
        if (!read || answer.status() != 200) {
            return answer;
        }
        String tag = "W/\"" + Ids.hash("SHA-256", answer.body()) + "\"";
        String audience = call.header("Authorization").isPresent() ? "private" : "public";
        Map<String, String> headers = new HashMap<>();
        headers.put("ETag", tag);
        headers.put("Cache-Control", audience + ", max-age=60, s-maxage=60");
        headers.put("Vary", VARY);
        boolean known =
                call.header("If-None-Match").filter(tags -> tagged(tags, tag)).isPresent();
        return known ? Answer.empty(304).with(headers) : answer.with(headers);
    }

    /** Weak comparison. Source: RFC 9110 section 13.1.2. */
    private static boolean tagged(String tags, String tag) {
        return tags.strip().equals("*") || tags.contains(tag.substring(2));
    }

    private static Map<String, String> identity(Optional<Token<Person>> token) {
        return token.map(known -> Map.of("X-OAuth-Scopes", String.join(", ", known.scopes())))
                .orElse(Map.of());
    }

    private static Answer exceeded(int status, Optional<Person> person, RateLimit.Usage usage) {
        String who = person.map(known -> "user ID " + known.id()).orElse("127.0.0.1");
        return ApiError.of(status, "API rate limit exceeded for " + who + ".")
                .answer()
                .with(usage.headers());
    }

    /** Source: docs.github.com, "Getting started with the REST API": a user agent is required. */
    private static Answer withoutUserAgent() {
        String text = "Request forbidden by administrative rules. "
                + "Please make sure your request has a User-Agent header (" + Addresses.DOCUMENTATION
                + "/en/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent).\n";
        return Answer.text(403, "text/html", text);
    }

    /** {@code GET /rate_limit}, which is free. */
    Answer limits(ApiRequest request) {
        var usage = rateLimit.usage(request.token().map(Token::person)).json();
        var body = Json.object();
        body.putObject("resources").set("core", usage);
        body.set("rate", usage);
        return Answer.json(200, body);
    }
}
