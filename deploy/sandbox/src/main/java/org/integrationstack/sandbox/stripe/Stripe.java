package org.integrationstack.sandbox.stripe;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
    private final Surroundings surroundings;
    private final Secrets secrets;
    private Settings settings;
    private AuthorizeEndpoint<Merchant> authorize;
    private ConnectEndpoints connect;
    private Api api;
    private Events events;
    private Tokens<Merchant> tokens;

    private Keys keys;

    public Stripe(Registration registration, Surroundings surroundings) {
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
    public Sending webhook(WebhookOrder order) {
        return events.ordered(order);
    }

    @Override
    public int end(Ending ending) {
        List<Merchant> connected =
                Merchant.PEOPLE.stream().filter(keys::connected).toList();
        int ended = tokens.end(ending);
        if (ending.what() == Ending.What.ALL) {
            connected.stream()
                    .filter(merchant -> ending.concerns(merchant.login()))
                    .forEach(events::deauthorized);
        }
        return ended;
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
        Authorizations<Merchant> authorizations =
                new Authorizations<>(() -> "ac_" + secrets.alphanumeric(32), CODE_LIFE, secrets, clock);
        tokens = new Tokens<>(clock);
        keys = new Keys(registration, tokens);
        Ledger ledger = new Ledger(clock, secrets);
        events = new Events(registration, ledger, surroundings, secrets, () -> settings);
        authorize = new AuthorizeEndpoint<>("Stripe", registration, new Consents(), authorizations);
        connect = new ConnectEndpoints(registration, authorizations, tokens, keys, events, secrets);
        api = new Api(keys, ledger, events, clock, () -> settings, secrets);
    }
}
