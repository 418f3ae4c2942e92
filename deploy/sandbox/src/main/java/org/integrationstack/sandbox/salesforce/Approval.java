package org.integrationstack.sandbox.salesforce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.oauth.Authorization;
import org.integrationstack.sandbox.oauth.Challenge;

/**
 * {@code /services/oauth2/authorize}: all scopes or none, and PKCE unless the settings do without.
 *
 * <p>Source: help.salesforce.com, "OAuth 2.0 Web Server Flow for Web App Integration" and "OAuth 2.0
 * Authorization Errors".
 */
final class Approval implements Authorization<User> {
    private final Supplier<Settings> settings;

    Approval(Supplier<Settings> settings) {
        this.settings = settings;
    }

    @Override
    public List<User> people() {
        return User.PEOPLE;
    }

    @Override
    public Map<String, String> scopes(Call call) {
        return Scopes.asked(call.parameter("scope").orElse(""));
    }

    @Override
    public boolean optional(String scope) {
        return false;
    }

    @Override
    public Refusal unknownClient() {
        return new Refusal.Shown(
                400, "OAuth Error", "error=invalid_client_id&error_description=client identifier invalid");
    }

    @Override
    public Refusal unknownRedirectUri(Optional<String> redirectUri) {
        return new Refusal.Shown(
                400,
                "OAuth Error",
                redirectUri.isEmpty()
                        ? "error=invalid_request&error_description=missing required parameter: redirect_uri"
                        : "error=redirect_uri_mismatch&error_description=redirect_uri must match configuration");
    }

    @Override
    public boolean redirectUriRequired() {
        return true;
    }

    @Override
    public Optional<Refusal> refusal(Call call) {
        if (!call.parameter("response_type").equals(Optional.of("code"))) {
            return Optional.of(sentBack("unsupported_response_type", "response type not supported"));
        }
        if (Scopes.unknown(call.parameter("scope").orElse(""))) {
            return Optional.of(sentBack("invalid_scope", "the requested scope is not allowed"));
        }
        if (settings.get().pkceRequired() && call.parameter("code_challenge").isEmpty()) {
            return Optional.of(sentBack("invalid_request", "missing required code challenge"));
        }
        return Challenge.unlessHashed(call).map(reason -> sentBack("invalid_request", "invalid code challenge"));
    }

    @Override
    public Map<String, String> denied() {
        return error("access_denied", "end-user denied authorization");
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
