package org.integrationstack.sandbox.github;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.oauth.Authorization;
import org.integrationstack.sandbox.oauth.Challenge;

/**
 * {@code /login/oauth/authorize}.
 *
 * <p>Source: docs.github.com, "Authorizing OAuth apps" (the redirect URI may be left out; {@code
 * code_challenge_method} must be {@code S256}) and "Troubleshooting authorization request errors".
 */
final class Consents implements Authorization<Person> {
    private static final String ISSUER = Addresses.WEB + "/login/oauth";
    private static final String ERRORS =
            Addresses.DOCUMENTATION + "/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/";

    private final boolean scoped;

    /** @param scoped whether the app asks for scopes; a GitHub App has its permissions instead */
    Consents(boolean scoped) {
        this.scoped = scoped;
    }

    @Override
    public List<Person> people() {
        return Person.ALL;
    }

    @Override
    public Map<String, String> scopes(Call call) {
        Map<String, String> scopes = new LinkedHashMap<>();
        Scopes.normalized(scoped ? call.parameter("scope").orElse("") : "")
                .forEach(scope -> scopes.put(scope, Scopes.DESCRIPTIONS.get(scope)));
        return scopes;
    }

    @Override
    public boolean optional(String scope) {
        return true;
    }

    @Override
    public Refusal unknownClient() {
        return new Refusal.Shown(404, "No such application", "No OAuth app has this client_id.");
    }

    @Override
    public Refusal unknownRedirectUri(Optional<String> redirectUri) {
        return new Refusal.Shown(
                400,
                "Be careful!",
                "The redirect_uri is not associated with this application. It must equal a registered one.");
    }

    @Override
    public boolean redirectUriRequired() {
        return false;
    }

    @Override
    public Optional<Refusal> refusal(Call call) {
        return Challenge.unlessHashed(call).map(reason -> new Refusal.SentBack(error("invalid_request", reason, "")));
    }

    @Override
    public Map<String, String> denied() {
        return error("access_denied", "The user has denied your application access.", "#access-denied");
    }

    /** Source: RFC 9207. */
    @Override
    public Map<String, String> always() {
        return Map.of("iss", ISSUER);
    }

    private static Map<String, String> error(String error, String description, String anchor) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("error", error);
        fields.put("error_description", description);
        fields.put("error_uri", ERRORS + anchor);
        return fields;
    }
}
