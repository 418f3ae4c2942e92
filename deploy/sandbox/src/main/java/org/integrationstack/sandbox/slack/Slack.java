package org.integrationstack.sandbox.slack;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;

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

/** Slack: installing an app, a little of the Web API, and events. Confined to the event loop. */
public final class Slack implements Provider {
    static final String ID = "slack";
    /** What came before signatures, and still comes along. */
    static final String VERIFICATION_TOKEN = "XXYYZZ";

    /** Source: docs.slack.dev, "Installing with OAuth": a code expires after ten minutes. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private final Registration registration;
    private final Surroundings surroundings;
    private final Secrets secrets;
    private Settings settings;
    private AuthorizeEndpoint<Person> authorize;
    private Installations installations;
    private WebApi api;
    private Events events;

    public Slack(Registration registration, Surroundings surroundings) {
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
            case "GET /oauth/v2/authorize" -> authorize.begin(call);
            case "POST /oauth/v2/authorize" -> authorize.decide(call);
            default -> api.answer(call);
        };
    }

    @Override
    public Answer failure(int status) {
        return ApiError.failure(status, status < 500 ? "invalid_arguments" : "service_unavailable")
                .answer();
    }

    @Override
    public Answer rateLimited(Call call, OptionalInt status, OptionalInt retryAfterSeconds) {
        return WebApi.tooFast(retryAfterSeconds);
    }

    @Override
    public Sending webhook(WebhookOrder order) {
        return events.ordered(order);
    }

    @Override
    public int end(Ending ending) {
        return installations.end(ending);
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
        Authorizations<Person> authorizations = new Authorizations<>(this::code, CODE_LIFE, secrets, clock);
        events = new Events(registration, surroundings, secrets, () -> settings);
        installations = new Installations(events, clock, secrets, () -> settings);
        authorize = new AuthorizeEndpoint<>("Slack", registration, new Consents(), authorizations);
        api = new WebApi(
                new TokenMethods(registration, authorizations, installations),
                installations,
                new Channels(events, surroundings.effects(), clock, () -> settings),
                clock,
                () -> settings);
    }

    private String code() {
        return secrets.digits(10) + "." + secrets.digits(13) + "." + secrets.hexadecimal(64);
    }
}
