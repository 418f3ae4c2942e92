package org.integrationstack.sandbox.github;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;

/**
 * What every request to the REST API goes through: user agent, token, quota, route, conditional
 * answer, headers.
 */
final class RestApi {
    private static final String VARY = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, X-Requested-With";

    private final Callers callers;
    private final RateLimit rateLimit;
    private final Repositories repositories;
    private final Supplier<Settings> settings;
    private final Ids ids;
    private final Routes<Endpoint> routes = new Routes<>();

    RestApi(Callers callers, RateLimit rateLimit, Repositories repositories, Supplier<Settings> settings, Ids ids) {
        this.callers = callers;
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
            answer = answer(call, callers.of(call));
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
                    .withRetryAfter(retryAfterSeconds);
        }
        Optional<String> who = callers.known(call).flatMap(Caller::quota);
        return exceeded(status.orElse(usual), who, rateLimit.usage(who).exhausted());
    }

    private Answer answer(Call call, Caller caller) {
        Optional<String> who = caller.quota();
        RateLimit.Usage before = rateLimit.usage(who);
        boolean free = call.path().equals("/rate_limit");
        if (before.remaining() == 0 && !free) {
            return exceeded(settings.get().rateLimitStatus(), who, before);
        }
        Answer answer = conditional(call, routed(call, caller));
        // Source: docs.github.com, "Best practices for using the REST API": a 304 costs nothing.
        RateLimit.Usage usage = free || answer.status() == 304 ? before : rateLimit.count(who);
        return answer.with(usage.headers()).with(identity(caller));
    }

    private Answer routed(Call call, Caller caller) {
        try {
            String method = call.method().equals("HEAD") ? "GET" : call.method();
            var match = routes.find(method, repositories.byName(call.path())).orElseThrow(ApiError::notFound);
            return match.handler().answer(new ApiRequest(call, match.values(), caller));
        } catch (ApiError error) {
            return error.answer();
        }
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

    private static Map<String, String> identity(Caller caller) {
        return caller.token()
                .map(known -> Map.of(
                        "X-OAuth-Scopes", String.join(", ", known.consent().granted())))
                .orElse(Map.of());
    }

    private static Answer exceeded(int status, Optional<String> who, RateLimit.Usage usage) {
        return ApiError.of(status, "API rate limit exceeded for " + who.orElse("127.0.0.1") + ".")
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
        var usage = rateLimit.usage(request.caller().quota()).json();
        var body = Json.object();
        body.putObject("resources").set("core", usage);
        body.set("rate", usage);
        return Answer.json(200, body);
    }
}
