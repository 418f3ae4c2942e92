package org.integrationstack.sandbox.stripe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.oauth.Authorization;
import org.integrationstack.sandbox.oauth.Consent;

/**
 * {@code /oauth/authorize} of {@code connect.stripe.com}: one scope or the other, which comes back
 * with the code.
 *
 * <p>Source: docs.stripe.com/connect/oauth-reference.
 */
final class Consents implements Authorization<Merchant> {
    static final String READ_ONLY = "read_only";
    static final String READ_WRITE = "read_write";

    private static final Map<String, String> SCOPES =
            Map.of(READ_ONLY, "See all data of your account", READ_WRITE, "See and change all data of your account");

    @Override
    public List<Merchant> people() {
        return Merchant.PEOPLE;
    }

    @Override
    public Map<String, String> scopes(Call call) {
        String scope = call.parameter("scope").orElse(READ_ONLY);
        return SCOPES.containsKey(scope) ? Map.of(scope, SCOPES.get(scope)) : Map.of();
    }

    @Override
    public boolean optional(String scope) {
        return false;
    }

    @Override
    public Refusal unknownClient() {
        return new Refusal.Shown(400, "Something went wrong", "No application matches the supplied client identifier.");
    }

    @Override
    public Refusal unknownRedirectUri(Optional<String> redirectUri) {
        return new Refusal.Shown(
                400,
                "Something went wrong",
                "Invalid redirect URI. Ensure this URI exactly matches one of the URIs specified in your application settings.");
    }

    @Override
    public boolean redirectUriRequired() {
        return false;
    }

    @Override
    public Optional<Refusal> refusal(Call call) {
        if (!call.parameter("response_type").equals(Optional.of("code"))) {
            return Optional.of(sentBack("unsupported_response_type", "The response_type must be code."));
        }
        return scopes(call).isEmpty()
                ? Optional.of(sentBack("invalid_scope", "The scope must be read_only or read_write."))
                : Optional.empty();
    }

    @Override
    public Map<String, String> denied() {
        return error("access_denied", "The user denied your request");
    }

    @Override
    public Map<String, String> allowed(Consent<Merchant> consent) {
        return Map.of("scope", String.join(" ", consent.granted()));
    }

    private static Refusal sentBack(String error, String description) {
        return new Refusal.SentBack(error(error, description));
    }

    private static Map<String, String> error(String error, String description) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("error", error);
        fields.put("error_description", description);
        return fields;
    }
}
