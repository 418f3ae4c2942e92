package org.integrationstack.sandbox.github;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Registration;

/**
 * {@code /login/oauth/authorize}. The sandbox's own parameters: {@code auto=allow} or {@code
 * auto=deny} decides without a page, for {@code login}, with no more scopes than {@code grant} names.
 *
 * <p>Source: docs.github.com, "Authorizing OAuth apps" and "Troubleshooting authorization request
 * errors".
 */
final class AuthorizeEndpoint {
    /** The registered app's name, as people see it. */
    private static final String APPLICATION = "Integration Stack";

    private static final String ISSUER = Addresses.WEB + "/login/oauth";
    private static final String ERRORS =
            Addresses.DOCUMENTATION + "/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/";

    private final Registration registration;
    private final Authorizations authorizations;

    AuthorizeEndpoint(Registration registration, Authorizations authorizations) {
        this.registration = registration;
        this.authorizations = authorizations;
    }

    /** GET: the consent page, or the way back. */
    Answer begin(Call call) {
        if (!call.parameter("client_id").equals(Optional.of(registration.clientId()))) {
            return Pages.error(404, "No such application", "No OAuth app has this client_id.");
        }
        String redirectUri = call.parameter("redirect_uri")
                .orElse(registration.redirectUris().get(0));
        if (!registration.redirectUris().contains(redirectUri)) {
            return Pages.error(
                    400,
                    "Be careful!",
                    "The redirect_uri is not associated with this application. It must equal a registered one.");
        }
        Authorizations.Request request = new Authorizations.Request(
                redirectUri,
                Scopes.normalized(call.parameter("scope").orElse("")),
                call.parameter("state"),
                call.parameter("code_challenge"));
        return refusedChallenge(call)
                .map(reason -> back(request, error("invalid_request", reason, "")))
                .orElseGet(() -> decideOrAsk(call, request));
    }

    /** POST: what the consent page's form says. */
    Answer decide(Call call) {
        Map<String, String> form = Form.decode(call.text());
        Optional<Authorizations.Request> request = authorizations.close(form.getOrDefault("authenticity_token", ""));
        if (request.isEmpty()) {
            return Pages.error(422, "This page is no longer good", "Go back to the application and start again.");
        }
        if (!form.getOrDefault("authorize", "0").equals("1")) {
            return Pages.onward(target(request.get(), denied()));
        }
        Set<String> granted = request.get().scopes().stream()
                .filter(scope -> form.containsKey("scope:" + scope))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return Person.named(form.getOrDefault("login", ""))
                .map(person -> Pages.onward(target(request.get(), allowed(request.get(), person, granted))))
                .orElseGet(AuthorizeEndpoint::nobody);
    }

    /**
     * Source: docs.github.com, "Authorizing OAuth apps": {@code code_challenge_method} must be {@code
     * S256}, {@code plain} is not supported; RFC 7636 section 4.4.1 names the error, section 4.2 the
     * challenge's form.
     */
    private static Optional<String> refusedChallenge(Call call) {
        Optional<String> challenge = call.parameter("code_challenge");
        Optional<String> method = call.parameter("code_challenge_method");
        if (challenge.isEmpty() && method.isEmpty()) {
            return Optional.empty();
        }
        if (!method.equals(Optional.of("S256"))) {
            return Optional.of("The code_challenge_method must be S256.");
        }
        return challenge.filter(text -> text.matches("[A-Za-z0-9_-]{43}")).isPresent()
                ? Optional.empty()
                : Optional.of("The code_challenge must be a base64url encoded SHA-256 hash.");
    }

    private Answer decideOrAsk(Call call, Authorizations.Request request) {
        Person suggested = Person.OCTOCAT;
        if (call.parameter("login").isPresent()) {
            Optional<Person> named = call.parameter("login").flatMap(Person::named);
            if (named.isEmpty()) {
                return nobody();
            }
            suggested = named.get();
        }
        return switch (call.parameter("auto").orElse("")) {
            case "allow" -> back(request, allowed(request, suggested, granted(call, request)));
            case "deny" -> back(request, denied());
            default -> Pages.consent(APPLICATION, request, authorizations.open(request), suggested);
        };
    }

    private static Set<String> granted(Call call, Authorizations.Request request) {
        return call.parameter("grant")
                .map(Scopes::normalized)
                .map(chosen -> request.scopes().stream()
                        .filter(chosen::contains)
                        .collect(Collectors.<String, Set<String>>toCollection(LinkedHashSet::new)))
                .orElse(request.scopes());
    }

    private Map<String, String> allowed(Authorizations.Request request, Person person, Set<String> granted) {
        return Map.of("code", authorizations.grant(request, person, granted));
    }

    private static Map<String, String> denied() {
        return error("access_denied", "The user has denied your application access.", "#access-denied");
    }

    private static Map<String, String> error(String error, String description, String anchor) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("error", error);
        fields.put("error_description", description);
        fields.put("error_uri", ERRORS + anchor);
        return fields;
    }

    private static Answer back(Authorizations.Request request, Map<String, String> fields) {
        return Answer.redirect(target(request, fields));
    }

    /** The redirect URI with the answer, the state as it came, and the issuer (RFC 9207). */
    private static String target(Authorizations.Request request, Map<String, String> answer) {
        Map<String, String> fields = new LinkedHashMap<>(answer);
        request.state().ifPresent(state -> fields.put("state", state));
        fields.put("iss", ISSUER);
        return Form.append(request.redirectUri(), fields);
    }

    private static Answer nobody() {
        String people = Person.ALL.stream().map(Person::login).collect(Collectors.joining(", "));
        return Pages.error(400, "Nobody has this login", "The people here: " + people + ".");
    }
}
