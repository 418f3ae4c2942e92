package org.integrationstack.sandbox.stripe;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Ending;
import org.integrationstack.sandbox.frame.Provider;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.oauth.Authorizations;
import org.integrationstack.sandbox.oauth.AuthorizeEndpoint;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;

/**
 * Stripe: {@code connect.stripe.com} and {@code api.stripe.com} under one address. The registration's
 * client secret is the platform's secret key. Confined to the event loop.
 */
public final class Stripe implements Provider {
    static final String ID = "stripe";

    /** Source: docs.stripe.com/connect/oauth-reference: a code can be used once, within five minutes. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(5);

    private final Registration registration;
    private final Clock clock;
    private final Secrets secrets;
    private Settings settings;
    private AuthorizeEndpoint<Merchant> authorize;
    private ConnectEndpoints connect;
    private Api api;
    private Events events;
    private Tokens<Merchant> tokens;

    /** @param random makes codes, keys and ids: a secure one, outside of tests */
    public Stripe(Registration registration, Clock clock, RandomGenerator random) {
        this.registration = registration;
        this.clock = clock;
        this.secrets = new Secrets(random);
        reset();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Answer answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "GET /oauth/authorize" -> authorize.begin(call);
            case "POST /oauth/authorize" -> authorize.decide(call);
            case "POST /oauth/token" -> connect.token(call);
            case "POST /oauth/deauthorize" -> connect.deauthorize(call);
            default -> api.answer(call);
        };
    }

    @Override
    public Answer failure(int status) {
        return ApiError.of(status, "Refused, as the sandbox was asked to.").answer();
    }

    @Override
    public Answer rateLimited(Call call, OptionalInt status, OptionalInt retryAfterSeconds) {
        return ApiError.tooFast().answer().withRetryAfter(retryAfterSeconds);
    }

    @Override
    public Webhook webhook(WebhookOrder order) {
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
        Authorizations<Merchant> authorizations =
                new Authorizations<>(() -> "ac_" + secrets.alphanumeric(32), CODE_LIFE, secrets, clock);
        tokens = new Tokens<>(clock);
        Keys keys = new Keys(registration, tokens);
        Ledger ledger = new Ledger(clock, secrets);
        authorize = new AuthorizeEndpoint<>("Stripe", registration, new Consents(), authorizations);
        connect = new ConnectEndpoints(registration, authorizations, tokens, keys, secrets);
        api = new Api(keys, ledger, clock, () -> settings, secrets);
        events = new Events(registration, ledger, clock, secrets);
    }
}
