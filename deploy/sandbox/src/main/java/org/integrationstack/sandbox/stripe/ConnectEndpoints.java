package org.integrationstack.sandbox.stripe;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.Authorizations;
import org.integrationstack.sandbox.oauth.Consent;
import org.integrationstack.sandbox.oauth.Redemption;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/**
 * {@code /oauth/token} and {@code /oauth/deauthorize} of {@code connect.stripe.com}. The client is
 * known by the platform's secret key alone; nothing expires, and nothing is rotated.
 *
 * <p>Source: docs.stripe.com/connect/oauth-reference.
 */
final class ConnectEndpoints {
    private final Registration registration;
    private final Authorizations<Merchant> authorizations;
    private final Tokens<Merchant> tokens;
    private final Keys keys;
    private final Events events;
    private final Secrets secrets;

    ConnectEndpoints(
            Registration registration,
            Authorizations<Merchant> authorizations,
            Tokens<Merchant> tokens,
            Keys keys,
            Events events,
            Secrets secrets) {
        this.registration = registration;
        this.authorizations = authorizations;
        this.tokens = tokens;
        this.keys = keys;
        this.events = events;
        this.secrets = secrets;
    }

    Answer token(Call call) {
        return authenticated(call, this::granted);
    }

    Answer deauthorize(Call call) {
        return authenticated(call, this::deauthorized);
    }

    private Answer authenticated(Call call, Function<Map<String, String>, ObjectNode> outcome) {
        try {
            Map<String, String> form = Form.decode(call.text());
            requirePlatform(Keys.of(call).or(() -> Form.text(form, "client_secret")));
            return Answer.json(200, outcome.apply(form)).with("Cache-Control", "no-store");
        } catch (OAuthError error) {
            return error.answer();
        }
    }

    private void requirePlatform(Optional<String> key) {
        if (key.isEmpty()) {
            throw OAuthError.client("No authentication was provided. Send your secret API key using the "
                    + "Authorization header, or as a client_secret POST parameter.");
        }
        if (!keys.isPlatforms(key.get())) {
            throw OAuthError.client("Invalid API Key provided: " + ApiError.masked(key.get()));
        }
    }

    private ObjectNode granted(Map<String, String> form) {
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> redeem(form);
            case "refresh_token" -> refresh(form);
            case "" -> throw new OAuthError("invalid_request", "No grant type specified");
            default -> throw new OAuthError("unsupported_grant_type", "Unsupported grant type");
        };
    }

    private ObjectNode redeem(Map<String, String> form) {
        String code = Form.text(form, "code")
                .orElseThrow(() -> new OAuthError("invalid_request", "No authorization code provided"));
        // The redirect URI is not asked for again.
        Redemption<Merchant> redemption =
                authorizations.redeem(code, Form.text(form, "code_verifier"), Optional.empty());
        if (redemption instanceof Redemption.Redeemed<Merchant> redeemed) {
            Consent<Merchant> consent = redeemed.consent();
            Token<Merchant> refresh = tokens.issue(
                    Use.REFRESH, "rt_" + secrets.alphanumeric(48), consent, consent.granted(), Optional.empty());
            return answer(refresh, consent.granted());
        }
        throw refused(code, ((Redemption.Refused<Merchant>) redemption).reason());
    }

    private OAuthError refused(String code, Redemption.Reason reason) {
        return switch (reason) {
            case REPLAYED -> {
                tokens.end(token -> token.consent().code().equals(code));
                yield OAuthError.grant(
                        "This authorization code has already been used. All tokens issued with this code have been revoked.");
            }
            case EXPIRED -> OAuthError.grant("Authorization code expired: " + code);
            case UNVERIFIED ->
                new OAuthError("invalid_request", "Connect knows no PKCE: the code_verifier has no challenge.");
            case UNKNOWN, OTHER_REDIRECT_URI -> OAuthError.grant("Authorization code does not exist: " + code);
        };
    }

    /** The refresh token stays; it gives keys of its own scope or less. */
    private ObjectNode refresh(Map<String, String> form) {
        String value = Form.text(form, "refresh_token")
                .orElseThrow(() -> new OAuthError("invalid_request", "No refresh token provided"));
        Token<Merchant> refresh = tokens.live(Use.REFRESH, value)
                .orElseThrow(() -> OAuthError.grant("Refresh token does not exist: " + value));
        Set<String> scopes = Form.text(form, "scope").map(Set::of).orElse(refresh.scopes());
        boolean wider =
                scopes.contains(Consents.READ_WRITE) && !refresh.scopes().contains(Consents.READ_WRITE);
        if (wider || !(scopes.contains(Consents.READ_WRITE) || scopes.contains(Consents.READ_ONLY))) {
            throw new OAuthError("invalid_scope", "The scope must be that of the refresh token or less.");
        }
        return answer(refresh, scopes);
    }

    private ObjectNode answer(Token<Merchant> refresh, Set<String> scopes) {
        Token<Merchant> access = tokens.issue(
                Use.ACCESS, "sk_test_" + secrets.alphanumeric(48), refresh.consent(), scopes, Optional.empty());
        return Json.object()
                .put("access_token", access.value())
                .put("livemode", false)
                .put("refresh_token", refresh.value())
                .put("token_type", "bearer")
                .put("stripe_publishable_key", "pk_test_" + secrets.alphanumeric(48))
                .put("stripe_user_id", access.person().id())
                .put("scope", String.join(" ", scopes));
    }

    /** Ends all that the merchant ever allowed the platform, whichever consent it came of. */
    private ObjectNode deauthorized(Map<String, String> form) {
        if (!form.getOrDefault("client_id", "").equals(registration.clientId())) {
            throw OAuthError.client("No such application: '" + form.getOrDefault("client_id", "") + "'");
        }
        String account = form.getOrDefault("stripe_user_id", "");
        Merchant merchant = Merchant.of(account)
                .filter(keys::connected)
                .orElseThrow(() -> OAuthError.client("This application is not connected to stripe account " + account
                        + ", or that account does not exist."));
        tokens.end(token -> token.person().equals(merchant));
        events.deauthorized(merchant);
        return Json.object().put("stripe_user_id", account);
    }
}
