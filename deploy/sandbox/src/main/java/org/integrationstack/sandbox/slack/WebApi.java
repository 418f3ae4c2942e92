package org.integrationstack.sandbox.slack;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Quota;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/**
 * {@code slack.com/api/…}: what every method goes through, and the methods about tokens and people.
 *
 * <p>Source: docs.slack.dev, "Using the Slack Web API" and "Rate limits" (per method, workspace and
 * app).
 */
final class WebApi {
    private static final String PATH = "/api/";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A call of a method with a good token. */
    record Request(Installations.Held held, Map<String, String> arguments) {
        Optional<String> argument(String name) {
            return Form.text(arguments, name);
        }

        Slot slot() {
            return held.slot();
        }

        Person person() {
            return held.token().person();
        }

        Team team() {
            return person().team();
        }

        /** Who acts: the bot or the person. */
        String userId() {
            return slot() == Slot.BOT ? team().botUser() : person().id();
        }

        Set<String> scopes() {
            return held.token().scopes();
        }

        void require(String scope) {
            if (!scopes().contains(scope)) {
                throw ApiError.missingScope(scope, scopes());
            }
        }
    }

    /**
     * A method.
     *
     * @param perMinute its limit; a negative one is none
     */
    private record Method(ToIntFunction<Settings> perMinute, Function<Request, Answer> handler) {}

    private final TokenMethods tokenMethods;
    private final Installations installations;
    private final Supplier<Settings> settings;
    private final Quota<String> quota;
    private final Map<String, Method> methods = new HashMap<>();

    WebApi(
            TokenMethods tokenMethods,
            Installations installations,
            Channels channels,
            Clock clock,
            Supplier<Settings> settings) {
        this.tokenMethods = tokenMethods;
        this.installations = installations;
        this.settings = settings;
        this.quota = new Quota<>(clock);
        methods.put("auth.test", new Method(any -> -1, this::test));
        methods.put("auth.revoke", new Method(Settings::tier3, this::revoke));
        methods.put("users.identity", new Method(Settings::tier3, WebApi::identity));
        methods.put("conversations.list", new Method(Settings::tier2, channels::list));
        methods.put("conversations.history", new Method(now -> now.marketplace() ? now.tier3() : 1, channels::history));
        methods.put("chat.postMessage", new Method(any -> -1, channels::post));
    }

    Answer answer(Call call) {
        try {
            return answered(call);
        } catch (ApiError error) {
            return error.answer();
        }
    }

    /** The answer to a caller that is too fast. */
    static Answer tooFast(OptionalInt retryAfterSeconds) {
        return ApiError.tooFast(retryAfterSeconds.orElse(30)).answer();
    }

    private Answer answered(Call call) {
        String name = call.path().startsWith(PATH) ? call.path().substring(PATH.length()) : "";
        Map<String, String> arguments = arguments(call);
        if (name.equals("oauth.v2.access")) {
            return tokenMethods.access(call, arguments);
        }
        Method method = Optional.ofNullable(methods.get(name)).orElseThrow(() -> ApiError.unknownMethod(name));
        Request request = new Request(caller(call, arguments, name), arguments);
        int limit = method.perMinute.applyAsInt(settings.get());
        if (limit >= 0) {
            quota.take(name + " " + request.team().id(), limit, MINUTE).ifPresent(wait -> {
                throw ApiError.tooFast(Math.max(1, wait.toSeconds()));
            });
        }
        return method.handler.apply(request).with("X-OAuth-Scopes", String.join(",", request.scopes()));
    }

    /** The token stands in the header or in the body; a refresh token can be revoked as well. */
    private Installations.Held caller(Call call, Map<String, String> arguments, String method) {
        String value = call.bearer()
                .or(() -> Optional.ofNullable(arguments.get("token")))
                .orElseThrow(() -> ApiError.of("not_authed"));
        Optional<Installations.Held> held = installations.find(Use.ACCESS, value);
        return (method.equals("auth.revoke") ? held.or(() -> installations.find(Use.REFRESH, value)) : held)
                .orElseThrow(() -> ApiError.of(installations.refusal(value)));
    }

    private Answer test(Request request) {
        boolean bot = request.slot() == Slot.BOT;
        ObjectNode answer = Json.object()
                .put("ok", true)
                .put("url", request.team().url())
                .put("team", request.team().name())
                .put("user", bot ? "integration_stack" : request.person().handle())
                .put("team_id", request.team().id())
                .put("user_id", request.userId());
        if (bot) {
            answer.put("bot_id", request.team().botId());
        }
        installations.secondsLeft(request.held()).ifPresent(seconds -> answer.put("expires_in", seconds));
        return Answer.json(200, answer.put("is_enterprise_install", false));
    }

    private Answer revoke(Request request) {
        boolean rehearsal =
                request.argument("test").filter(Set.of("1", "true")::contains).isPresent();
        if (!rehearsal) {
            installations.revoke(request.held());
        }
        return Answer.json(200, Json.object().put("ok", true).put("revoked", !rehearsal));
    }

    private static Answer identity(Request request) {
        if (request.slot() == Slot.BOT) {
            throw ApiError.of("not_allowed_token_type");
        }
        request.require("identity.basic");
        ObjectNode answer = Json.object().put("ok", true);
        ObjectNode user = answer.putObject("user")
                .put("name", request.person().name())
                .put("id", request.person().id());
        if (request.scopes().contains("identity.email")) {
            user.put("email", request.person().login());
        }
        ObjectNode team = answer.putObject("team").put("id", request.team().id());
        if (request.scopes().contains("identity.team")) {
            team.put("name", request.team().name());
        }
        return Answer.json(200, answer);
    }

    /** Arguments come in the query, a form or a JSON object; the body's win. */
    private static Map<String, String> arguments(Call call) {
        Map<String, String> arguments = new LinkedHashMap<>(call.parameters());
        boolean json = call.header("Content-Type")
                .filter(type -> type.contains("json"))
                .isPresent();
        if (json) {
            Json.parseObject(call.text())
                    .orElseThrow(() -> ApiError.of("invalid_json"))
                    .properties()
                    .forEach(member -> {
                        boolean text = member.getValue().isValueNode();
                        arguments.put(
                                member.getKey(), text ? member.getValue().asText() : Json.text(member.getValue()));
                    });
        } else {
            arguments.putAll(Form.decode(call.text()));
        }
        return arguments;
    }
}
