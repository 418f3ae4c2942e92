package org.integrationstack.sandbox.oauth;

import java.util.Arrays;
import java.util.HashSet;
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
 * An authorization endpoint: the consent page, its form, and the way back. The sandbox's own
 * parameters are the same at every provider: {@code auto=allow} or {@code auto=deny} decides without
 * a page, for {@code login}, with no more scopes than {@code grant} names where people may choose.
 *
 * <p>Source: RFC 6749 section 4.1.
 */
public final class AuthorizeEndpoint<P extends Account> {
    private final Registration registration;
    private final Authorization<P> authorization;
    private final Authorizations<P> authorizations;
    private final Pages pages;

    /** @param provider the provider's name, as people see it */
    public AuthorizeEndpoint(
            String provider,
            Registration registration,
            Authorization<P> authorization,
            Authorizations<P> authorizations) {
        this.registration = registration;
        this.authorization = authorization;
        this.authorizations = authorizations;
        this.pages = new Pages(provider);
    }

    /** GET: the consent page, or the way back. */
    public Answer begin(Call call) {
        if (!call.parameter("client_id").equals(Optional.of(registration.clientId()))) {
            return shown(authorization.unknownClient());
        }
        Optional<String> named = call.parameter("redirect_uri");
        Optional<String> redirectUri = named.isEmpty() && !authorization.redirectUriRequired()
                ? registration.redirectUris().stream().findFirst()
                : named.filter(registration.redirectUris()::contains);
        if (redirectUri.isEmpty()) {
            return shown(authorization.unknownRedirectUri(named));
        }
        AuthorizationRequest request = new AuthorizationRequest(
                redirectUri.get(), authorization.scopes(call), Challenge.of(call), call.parameters());
        return authorization
                .refusal(call)
                .map(refusal -> refused(request, refusal))
                .orElseGet(() -> decideOrAsk(request));
    }

    /** POST: what the consent page's form says. */
    public Answer decide(Call call) {
        Map<String, String> form = Form.decode(call.text());
        Optional<AuthorizationRequest> request = authorizations.close(form.getOrDefault("authenticity_token", ""));
        if (request.isEmpty()) {
            return pages.error(422, "This page is no longer good", "Go back to the application and start again.");
        }
        if (!form.getOrDefault("authorize", "0").equals("1")) {
            return pages.onward(target(request.get(), authorization.denied()));
        }
        Set<String> ticked = request.get().scopeNames().stream()
                .filter(scope -> form.containsKey("scope:" + scope))
                .collect(Collectors.toSet());
        return person(form.getOrDefault("login", ""))
                .map(person -> pages.onward(target(request.get(), allowed(request.get(), person, ticked))))
                .orElseGet(this::nobody);
    }

    private Answer decideOrAsk(AuthorizationRequest request) {
        Optional<P> person = request.parameter("login")
                .map(this::person)
                .orElseGet(() -> authorization.people().stream().findFirst());
        if (person.isEmpty()) {
            return nobody();
        }
        return switch (request.parameter("auto").orElse("")) {
            case "allow" -> back(request, allowed(request, person.get(), chosen(request)));
            case "deny" -> back(request, authorization.denied());
            default ->
                pages.consent(
                        request,
                        authorizations.open(request),
                        authorization.people(),
                        person.get(),
                        authorization::optional);
        };
    }

    private static Set<String> chosen(AuthorizationRequest request) {
        return request.parameter("grant")
                .<Set<String>>map(text -> new HashSet<>(Arrays.asList(text.split("[ ,]+", -1))))
                .orElse(request.scopeNames());
    }

    private Map<String, String> allowed(AuthorizationRequest request, P person, Set<String> chosen) {
        Set<String> granted = new LinkedHashSet<>(request.scopeNames());
        granted.removeIf(scope -> authorization.optional(scope) && !chosen.contains(scope));
        Consent<P> consent = authorizations.grant(request, person, granted);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("code", consent.code());
        fields.putAll(authorization.allowed(consent));
        return fields;
    }

    private Answer refused(AuthorizationRequest request, Authorization.Refusal refusal) {
        return refusal instanceof Authorization.Refusal.SentBack error ? back(request, error.fields()) : shown(refusal);
    }

    private Answer shown(Authorization.Refusal refusal) {
        if (refusal instanceof Authorization.Refusal.Shown page) {
            return pages.error(page.status(), page.title(), page.text());
        }
        throw new IllegalStateException("without a registered redirect URI there is no way back");
    }

    private Answer back(AuthorizationRequest request, Map<String, String> fields) {
        return Answer.redirect(target(request, fields));
    }

    /** The redirect URI with the answer and the state as it came. */
    private String target(AuthorizationRequest request, Map<String, String> answer) {
        Map<String, String> fields = new LinkedHashMap<>(answer);
        request.parameter("state").ifPresent(state -> fields.put("state", state));
        fields.putAll(authorization.always());
        return Form.append(request.redirectUri(), fields);
    }

    private Optional<P> person(String login) {
        return authorization.people().stream()
                .filter(person -> person.login().equalsIgnoreCase(login))
                .findFirst();
    }

    private Answer nobody() {
        String people = authorization.people().stream().map(Account::login).collect(Collectors.joining(", "));
        return pages.error(400, "Nobody has this login", "The people here: " + people + ".");
    }
}
