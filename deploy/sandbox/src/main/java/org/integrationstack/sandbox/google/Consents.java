package org.integrationstack.sandbox.google;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.oauth.Authorization;
import org.integrationstack.sandbox.oauth.Consent;

/**
 * {@code accounts.google.com/o/oauth2/v2/auth}. What is wrong with a request, Google tells the person
 * and not the application.
 *
 * <p>Source: developers.google.com, "Using OAuth 2.0 for Web Server Applications", and "How to handle
 * granular permissions": with other scopes than those of signing in, each of the others can be
 * refused.
 */
final class Consents implements Authorization<Person> {
    private static final String BLOCKED = "Access blocked: This app's request is invalid";

    @Override
    public List<Person> people() {
        return Person.ALL;
    }

    @Override
    public Map<String, String> scopes(Call call) {
        Map<String, String> scopes = new LinkedHashMap<>();
        Scopes.requested(call.parameter("scope").orElse(""))
                .forEach(scope -> scopes.put(scope, Scopes.DESCRIPTIONS.getOrDefault(scope, "")));
        return scopes;
    }

    @Override
    public boolean optional(String scope) {
        return !Scopes.SIGN_IN.contains(scope);
    }

    @Override
    public Refusal unknownClient() {
        return new Refusal.Shown(
                401,
                "Access blocked: Authorization Error",
                "The OAuth client was not found. Error 401: invalid_client");
    }

    @Override
    public Refusal unknownRedirectUri(Optional<String> redirectUri) {
        return redirectUri.isEmpty()
                ? invalid("Missing required parameter: redirect_uri")
                : blocked(
                        "redirect_uri_mismatch",
                        "The redirect URI in the request, " + redirectUri.get()
                                + ", does not match the ones authorized for the OAuth client.");
    }

    @Override
    public boolean redirectUriRequired() {
        return true;
    }

    @Override
    public Optional<Refusal> refusal(Call call) {
        if (call.parameter("response_type").isEmpty()) {
            return Optional.of(invalid("Required parameter is missing: response_type"));
        }
        if (!call.parameter("response_type").equals(Optional.of("code"))) {
            return Optional.of(blocked("unsupported_response_type", "The sandbox knows the response_type code."));
        }
        if (call.parameter("scope").isEmpty()) {
            return Optional.of(invalid("Missing required parameter: scope"));
        }
        return refusedScope(call).or(() -> refusedMethod(call));
    }

    private static Optional<Refusal> refusedScope(Call call) {
        Set<String> requested = Scopes.requested(call.parameter("scope").orElse(""));
        List<String> invalid = requested.stream()
                .filter(scope -> !Scopes.DESCRIPTIONS.containsKey(scope))
                .toList();
        return invalid.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        blocked("invalid_scope", "Some requested scopes were invalid. {invalid=" + invalid + "}"));
    }

    private static Optional<Refusal> refusedMethod(Call call) {
        String method = call.parameter("code_challenge_method").orElse("plain");
        return Set.of("S256", "plain").contains(method)
                ? Optional.empty()
                : Optional.of(invalid("Invalid parameter value for code_challenge_method: '" + method + "'"));
    }

    @Override
    public Map<String, String> denied() {
        return Map.of("error", "access_denied");
    }

    @Override
    public Map<String, String> allowed(Consent<Person> consent) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("scope", Scopes.ofCallback(consent.granted()));
        fields.put("authuser", "0");
        consent.person().domain().ifPresent(domain -> fields.put("hd", domain));
        fields.put("prompt", consent.request().parameter("prompt").orElse("none"));
        return fields;
    }

    /**
     * Google sends RFC 9207's {@code iss} since February 2026, though its metadata does not promise it.
     * Source: github.com, openiddict/openiddict-core, issue 2428.
     */
    @Override
    public Map<String, String> always() {
        return Map.of("iss", Addresses.ISSUER);
    }

    private static Refusal invalid(String description) {
        return blocked("invalid_request", description);
    }

    private static Refusal blocked(String code, String description) {
        return new Refusal.Shown(400, BLOCKED, description + " Error 400: " + code);
    }
}
