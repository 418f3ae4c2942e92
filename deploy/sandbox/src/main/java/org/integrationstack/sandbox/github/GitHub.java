package org.integrationstack.sandbox.github;

import java.time.Clock;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Provider;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.Webhooks;

/**
 * GitHub: {@code github.com} and {@code api.github.com} under one address. Confined to the event
 * loop.
 */
public final class GitHub implements Provider {
    static final String ID = "github";

    private final Registration registration;
    private final Webhooks webhooks;
    private final Clock clock;
    private final Ids ids;
    private Settings settings;
    private AuthorizeEndpoint authorize;
    private TokenEndpoint token;
    private HookEvents events;
    private RestApi api;

    /**
     * @param random makes codes, tokens and ids: a secure one, outside of tests
     */
    public GitHub(Registration registration, Webhooks webhooks, Clock clock, RandomGenerator random) {
        this.registration = registration;
        this.webhooks = webhooks;
        this.clock = clock;
        this.ids = new Ids(random);
        reset();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Answer answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "GET /login/oauth/authorize" -> authorize.begin(call);
            case "POST /login/oauth/authorize" -> authorize.decide(call);
            case "POST /login/oauth/access_token" -> token.answer(call);
            default -> api.answer(call);
        };
    }

    @Override
    public Answer failure(int status) {
        return ApiError.of(status, status < 500 ? "Refused, as the sandbox was asked to." : "Server Error")
                .answer();
    }

    @Override
    public Answer rateLimited(Call call, OptionalInt status, OptionalInt retryAfterSeconds) {
        return api.tooFast(call, status, retryAfterSeconds);
    }

    @Override
    public Webhook webhook(WebhookOrder order) {
        return events.ordered(order);
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
        settings = Settings.DEFAULT;
        Authorizations authorizations = new Authorizations(ids, clock);
        Tokens tokens = new Tokens(ids, clock, () -> settings);
        Repositories repositories = new Repositories(clock);
        authorize = new AuthorizeEndpoint(registration, authorizations);
        token = new TokenEndpoint(registration, authorizations, tokens, clock);
        events = new HookEvents(registration, repositories, webhooks, ids);
        api = api(tokens, repositories);
    }

    private RestApi api(Tokens tokens, Repositories repositories) {
        RestApi made = new RestApi(
                registration, tokens, new RateLimit(clock, () -> settings), repositories, () -> settings, ids);
        made.routes().on("GET", "/rate_limit", made::limits);
        repositories.mount(made.routes());
        new UserEndpoints().mount(made.routes());
        new RevocationEndpoints(registration, tokens).mount(made.routes());
        new IssueEndpoints(repositories, events, ids).mount(made.routes());
        new ContentEndpoints(repositories, events, ids).mount(made.routes());
        new CheckRunEndpoints(repositories, ids).mount(made.routes());
        new ActionsEndpoints(repositories, ids).mount(made.routes());
        new HookEndpoints(repositories, events, ids).mount(made.routes());
        return made;
    }
}
