package org.integrationstack.sandbox.salesforce;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Ending;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Provider;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.oauth.Authorizations;
import org.integrationstack.sandbox.oauth.AuthorizeEndpoint;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/**
 * Salesforce: the login addresses and every org's My Domain under one address; which org is meant
 * follows from the token. Its webhooks are Outbound Messages. Confined to the event loop.
 */
public final class Salesforce implements Provider {
    static final String ID = "salesforce";

    /** Source: help.salesforce.com, "OAuth 2.0 Web Server Flow": a code expires after 15 minutes. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(15);

    private final Registration registration;
    private final Surroundings surroundings;
    private final Secrets secrets;
    private Settings settings;
    private Tokens<User> tokens;
    private Grants grants;
    private AuthorizeEndpoint<User> authorize;
    private TokenEndpoint token;
    private RestApi api;
    private OutboundMessages messages;

    public Salesforce(Registration registration, Surroundings surroundings) {
        this.registration = registration;
        this.surroundings = surroundings;
        this.secrets = new Secrets(surroundings.random());
        reset();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Answer answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "GET /services/oauth2/authorize" -> authorize.begin(call);
            case "POST /services/oauth2/authorize" -> authorize.decide(call);
            case "POST /services/oauth2/token" -> token.answer(call);
            case "GET /services/oauth2/revoke", "POST /services/oauth2/revoke" -> revoke(call);
            case "POST /services/oauth2/introspect" -> introspect(call);
            case "GET /services/oauth2/userinfo", "POST /services/oauth2/userinfo" ->
                identified(call, user -> Answer.json(200, user.claims()));
            default -> call.path().startsWith("/id/") ? identity(call) : api.answer(call);
        };
    }

    @Override
    public Answer failure(int status) {
        return ApiError.of(
                        status,
                        status < 500 ? "API_CURRENTLY_DISABLED" : "SERVER_UNAVAILABLE",
                        "Refused, as the sandbox was asked to.")
                .answer();
    }

    @Override
    public Answer rateLimited(Call call, OptionalInt status, OptionalInt retryAfterSeconds) {
        return RestApi.tooFast(retryAfterSeconds);
    }

    @Override
    public Sending webhook(WebhookOrder order) {
        return messages.ordered(order);
    }

    @Override
    public int end(Ending ending) {
        return tokens.end(ending);
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
        Authorizations<User> authorizations = new Authorizations<>(this::code, CODE_LIFE, secrets, clock);
        tokens = new Tokens<>(clock);
        grants = new Grants(registration, tokens, () -> settings, secrets, clock);
        authorize = new AuthorizeEndpoint<>("Salesforce", registration, new Approval(() -> settings), authorizations);
        token = new TokenEndpoint(registration, authorizations, grants);
        Records records = new Records();
        messages = new OutboundMessages(surroundings, records, () -> settings);
        api = new RestApi(tokens, new Usage(clock, () -> settings), records, messages, secrets);
    }

    /** Codes end in padding, which is percent-encoded on its way back and must be decoded there. */
    private String code() {
        return "aPrx" + secrets.base64url(76) + "==";
    }

    /** Whoever has a token may end it: no client authentication, and by GET too. */
    private Answer revoke(Call call) {
        try {
            grants.revoke(Form.decode(call.method().equals("GET") ? call.query() : call.text())
                    .getOrDefault("token", ""));
            return Answer.empty(200);
        } catch (OAuthError error) {
            return error.answer();
        }
    }

    private Answer introspect(Call call) {
        try {
            Map<String, String> form = Form.decode(call.text());
            OAuthError.requireClient(registration, ClientCredentials.of(call, form));
            return Answer.json(200, grants.introspect(form.getOrDefault("token", "")));
        } catch (OAuthError error) {
            return error.answer();
        }
    }

    private Answer identity(Call call) {
        return identified(
                call,
                user -> user.identity().endsWith(call.path())
                        ? Answer.json(200, user.identityDocument())
                        : Answer.text(404, "text/html", "Bad_Id"));
    }

    /** Source: help.salesforce.com, "Identity URLs": a bad token is a 403 with a bare word, not a 401. */
    private Answer identified(Call call, Function<User, Answer> answer) {
        Optional<String> value = call.bearer();
        if (value.isEmpty()) {
            return Answer.text(403, "text/html", "Missing_OAuth_Token");
        }
        return tokens.live(Use.ACCESS, value.get())
                .map(Tokens.Token::person)
                .map(answer)
                .orElseGet(() -> Answer.text(403, "text/html", "Bad_OAuth_Token"));
    }
}
