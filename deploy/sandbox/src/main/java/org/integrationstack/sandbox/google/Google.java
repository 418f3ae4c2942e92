package org.integrationstack.sandbox.google;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Ending;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Provider;
import org.integrationstack.sandbox.frame.Quota;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Routes;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.oauth.Authorizations;
import org.integrationstack.sandbox.oauth.AuthorizeEndpoint;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/** Google: its authorization server, user info, Drive and pushes of Pub/Sub under one address. Confined to the event loop. */
public final class Google implements Provider {
    static final String ID = "google";

    /** Source: RFC 6749 section 4.1.2; how long Google's codes live is not documented. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private interface Endpoint {
        Answer answer(Call call, Map<String, String> values, Token<Person> token);
    }

    private final Registration registration;
    private final Surroundings surroundings;
    private final Secrets secrets;
    private final SigningKeys keys;
    private final IdTokens idTokens;
    private final PubSub pubSub;
    private Settings settings;
    private AuthorizeEndpoint<Person> authorize;
    private TokenEndpoint token;
    private Grants grants;
    private Quota<Person> quota;
    private Routes<Endpoint> api;
    private Channels channels;

    public Google(Registration registration, Surroundings surroundings) {
        this.registration = registration;
        this.surroundings = surroundings;
        this.secrets = new Secrets(surroundings.random());
        this.keys = new SigningKeys(() -> settings);
        this.idTokens = new IdTokens(registration.clientId(), keys, surroundings.clock(), () -> settings);
        this.pubSub = new PubSub(keys, surroundings, secrets, () -> settings);
        reset();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Answer answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "GET " + Addresses.AUTHORIZE -> authorize.begin(call);
            case "POST " + Addresses.AUTHORIZE -> authorize.decide(call);
            case "POST " + Addresses.TOKEN -> token.token(call);
            case "POST " + Addresses.REVOKE, "GET " + Addresses.REVOKE -> token.revoke(call);
            case "GET " + Addresses.USER_INFO, "POST " + Addresses.USER_INFO -> userInfo(call);
            case "GET " + Addresses.KEYS ->
                Answer.json(200, keys.published()).with("Cache-Control", "public, max-age=19800, must-revalidate");
            case "GET " + Addresses.METADATA -> Answer.json(200, metadata());
            default -> api(call);
        };
    }

    @Override
    public Answer failure(int status) {
        return ApiError.of(
                        status,
                        "global",
                        status < 500 ? "badRequest" : "backendError",
                        status < 500 ? "Refused, as the sandbox was asked to." : "Backend Error")
                .answer();
    }

    @Override
    public Answer rateLimited(Call call, OptionalInt status, OptionalInt retryAfterSeconds) {
        return ApiError.tooFast(status.orElse(403)).answer().withRetryAfter(retryAfterSeconds);
    }

    @Override
    public Sending webhook(WebhookOrder order) {
        if (order.event().equals(PubSub.MESSAGE)) {
            return pubSub.ordered(order);
        }
        if (Channels.STATES.contains(order.event())) {
            return channels.ordered(order);
        }
        throw Problem.invalid("Google sends the event " + PubSub.MESSAGE + " of Pub/Sub, and of channels "
                + String.join(", ", Channels.STATES.stream().sorted().toList()) + ".");
    }

    @Override
    public int end(Ending ending) {
        return grants.end(ending);
    }

    @Override
    public ObjectNode settings() {
        return settings.json();
    }

    @Override
    public void configure(ObjectNode changes) {
        settings = settings.with(changes);
    }

    @Override
    public void reset() {
        Clock clock = surroundings.clock();
        settings = Settings.DEFAULT;
        Authorizations<Person> authorizations =
                new Authorizations<>(() -> "4/0A" + secrets.base64url(70), CODE_LIFE, secrets, clock);
        grants = new Grants(new Tokens<>(clock), secrets, () -> settings);
        authorize = new AuthorizeEndpoint<>("Google", registration, new Consents(), authorizations);
        token = new TokenEndpoint(registration, authorizations, grants, idTokens);
        quota = new Quota<>(clock);
        channels = new Channels(surroundings, secrets);
        api = routes(new Drive(secrets, channels, clock));
    }

    private Routes<Endpoint> routes(Drive drive) {
        return new Routes<Endpoint>()
                .on("GET", "/drive/v3/files", (call, values, token) -> drive.list(call, token))
                .on("POST", "/drive/v3/files", (call, values, token) -> drive.create(call, token))
                .on("GET", "/drive/v3/files/{id}", (call, values, token) -> drive.get(values.get("id"), token))
                .on("DELETE", "/drive/v3/files/{id}", (call, values, token) -> drive.delete(values.get("id"), token))
                .on(
                        "POST",
                        "/drive/v3/files/{id}/watch",
                        (call, values, token) -> drive.watchFile(call, values.get("id"), token))
                .on("GET", "/drive/v3/changes", (call, values, token) -> drive.changes(call, token))
                .on("GET", "/drive/v3/changes/startPageToken", (call, values, token) -> drive.startPageToken(token))
                .on("POST", "/drive/v3/changes/watch", (call, values, token) -> drive.watchChanges(call, token))
                .on("POST", "/drive/v3/channels/stop", (call, values, token) -> channels.stop(call, token));
    }

    private Answer api(Call call) {
        try {
            var match = api.find(call.method(), call.path())
                    .orElseThrow(() -> ApiError.of(404, "global", "notFound", "Not Found"));
            Token<Person> caller = caller(call);
            if (quota.take(caller.person(), settings.rateLimit(), MINUTE).isPresent()) {
                throw ApiError.tooFast(403);
            }
            return match.handler().answer(call, match.values(), caller);
        } catch (ApiError error) {
            return error.answer();
        }
    }

    private Token<Person> caller(Call call) {
        String value = call.bearer().orElseThrow(ApiError::missingCredentials);
        return grants.live(value).orElseThrow(ApiError::invalidCredentials);
    }

    /** Source: OpenID Connect Core 1.0 section 5.3. Its errors are not in the shape of the APIs'. */
    private Answer userInfo(Call call) {
        return call.bearer()
                .flatMap(grants::live)
                .map(known -> Answer.json(200, known.person().claims(known.scopes())))
                .orElseGet(() -> Answer.json(
                        401,
                        Json.object().put("error", "invalid_request").put("error_description", "Invalid Credentials")));
    }

    private static ObjectNode metadata() {
        return Json.object()
                .put("issuer", Addresses.ISSUER)
                .put("authorization_endpoint", Addresses.ISSUER + Addresses.AUTHORIZE)
                .put("token_endpoint", Addresses.OAUTH + Addresses.TOKEN)
                .put("userinfo_endpoint", Addresses.OPENID + Addresses.USER_INFO)
                .put("revocation_endpoint", Addresses.OAUTH + Addresses.REVOKE)
                .put("jwks_uri", Addresses.API + Addresses.KEYS);
    }
}
