package org.integrationstack.sandbox.stripe;

import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/**
 * Whose key a request carries, and what it may do with it.
 *
 * <p>Source: docs.stripe.com/keys and docs.stripe.com/connect/authentication.
 */
final class Keys {
    /** The account that a request acts on, and whether it may change anything there. */
    record Actor(Merchant merchant, boolean writes, String key) {}

    private final Registration registration;
    private final Tokens<Merchant> tokens;

    Keys(Registration registration, Tokens<Merchant> tokens) {
        this.registration = registration;
        this.tokens = tokens;
    }

    /** The key of {@code Authorization}: the user name of Basic, or a bearer token. */
    static Optional<String> of(Call call) {
        return ClientCredentials.basic(call).map(ClientCredentials::id).or(call::bearer);
    }

    boolean isPlatforms(String key) {
        return key.equals(registration.clientSecret());
    }

    /** Whether the platform may act on the merchant's account. */
    boolean connected(Merchant merchant) {
        return !tokens.live(token -> token.person().equals(merchant)).isEmpty();
    }

    /** @throws ApiError 401 for a key that is none, 403 for an account it does not reach */
    Actor actor(Call call) {
        String key = of(call).orElseThrow(() -> ApiError.of(
                401,
                "You did not provide an API key. You need to provide your API key in the Authorization header, "
                        + "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."));
        Optional<String> account = call.header("Stripe-Account");
        if (isPlatforms(key)) {
            return new Actor(account.map(id -> reached(key, id)).orElse(Merchant.PLATFORM), true, key);
        }
        Actor own = own(key);
        account.filter(id -> !id.equals(own.merchant().id())).ifPresent(other -> {
            throw ApiError.noAccess(key, other);
        });
        return own;
    }

    private Merchant reached(String key, String account) {
        return Merchant.of(account).filter(this::connected).orElseThrow(() -> ApiError.noAccess(key, account));
    }

    private Actor own(String key) {
        Optional<Token<Merchant>> token = tokens.live(Use.ACCESS, key);
        if (token.isPresent()) {
            return new Actor(token.get().person(), token.get().scopes().contains(Consents.READ_WRITE), key);
        }
        if (tokens.ended(key).isPresent()) {
            throw ApiError.expiredKey(key);
        }
        return Merchant.byRestrictedKey(key)
                .map(merchant -> new Actor(merchant, false, key))
                .orElseThrow(() -> ApiError.unknownKey(key));
    }
}
