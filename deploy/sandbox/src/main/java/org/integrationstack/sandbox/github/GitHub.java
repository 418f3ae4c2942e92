package org.integrationstack.sandbox.github;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Ending;
import org.integrationstack.sandbox.frame.Provider;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.oauth.Authorizations;
import org.integrationstack.sandbox.oauth.AuthorizeEndpoint;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;

/**
 * GitHub: {@code github.com} and {@code api.github.com} under one address. Confined to the event
 * loop.
 */
public final class GitHub implements Provider {
    static final String ID = "github";
    /** The name of the GitHub App beside the OAuth app. */
    static final String APP_ID = "github-app";

    /** Source: docs.github.com, "Authorizing OAuth apps": a code expires after 10 minutes. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private final Apps apps;
    private final Surroundings surroundings;
    private final Clock clock;
    private final Secrets secrets;
    private final Ids ids;
    private Settings settings;
    private AuthorizeEndpoint<Person> authorize;
    private Optional<AuthorizeEndpoint<Person>> authorizeGitHubApp;
    private TokenEndpoint token;
    private HookEvents events;
    private RestApi api;
    private Tokens<Person> tokens;

    public GitHub(Registration registration, Surroundings surroundings) {
        this.apps = new Apps(registration);
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
        this.secrets = new Secrets(surroundings.random());
        this.ids = new Ids(secrets);
        reset();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Answer answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "GET /login/oauth/authorize" -> authorize(call).begin(call);
            case "POST /login/oauth/authorize" -> authorize(call).decide(call);
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
    public Set<String> senders() {
        return apps.gitHubApp().isPresent() ? Set.of(ID, APP_ID) : Set.of(ID);
    }

    @Override
    public Sending webhook(WebhookOrder order) {
        return events.ordered(order);
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
        settings = Settings.DEFAULT;
        Authorizations<Person> authorizations =
                new Authorizations<>(() -> secrets.hexadecimal(20), CODE_LIFE, secrets, clock);
        tokens = new Tokens<>(clock);
        Repositories repositories = new Repositories(clock);
        authorize = new AuthorizeEndpoint<>("GitHub", apps.oauth(), new Consents(true), authorizations);
        authorizeGitHubApp = apps.gitHubApp()
                .map(app -> new AuthorizeEndpoint<>("GitHub", app, new Consents(false), authorizations));
        token = new TokenEndpoint(apps, authorizations, new UserTokens(apps, tokens, secrets, () -> settings));
        events = new HookEvents(apps, repositories, surroundings, ids);
        api = api(repositories);
    }

    private AuthorizeEndpoint<Person> authorize(Call call) {
        Optional<String> client = call.parameter("client_id");
        return authorizeGitHubApp
                .filter(endpoint -> client.equals(apps.gitHubApp().map(Registration::clientId)))
                .orElse(authorize);
    }

    private RestApi api(Repositories repositories) {
        Installations installations = new Installations(secrets, clock);
        RestApi made = new RestApi(
                new Callers(apps, tokens, installations),
                new RateLimit(clock, () -> settings),
                repositories,
                () -> settings,
                ids);
        made.routes().on("GET", "/rate_limit", made::limits);
        repositories.mount(made.routes());
        new UserEndpoints().mount(made.routes());
        new RevocationEndpoints(apps, tokens).mount(made.routes());
        new IssueEndpoints(repositories, events, ids).mount(made.routes());
        new ContentEndpoints(repositories, events, ids).mount(made.routes());
        new CheckRunEndpoints(repositories, ids, surroundings.effects()).mount(made.routes());
        new ActionsEndpoints(repositories, ids, surroundings.effects()).mount(made.routes());
        new HookEndpoints(repositories, events, ids).mount(made.routes());
        new InstallationEndpoints(installations, repositories).mount(made.routes());
        apps.oauth().keyed().ifPresent(app -> new AppEndpoints(app, installations, events, clock).mount(made.routes()));
        return made;
    }
}
