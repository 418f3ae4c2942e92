package org.integrationstack.common.provider.yaml;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.OAuth.AccountLookup;
import org.integrationstack.common.provider.OAuth.BodyForm;
import org.integrationstack.common.provider.OAuth.ClientAuthentication;
import org.integrationstack.common.provider.OAuth.Endpoint;
import org.integrationstack.common.provider.OAuth.Errors;
import org.integrationstack.common.provider.OAuth.IdToken;
import org.integrationstack.common.provider.OAuth.Introspection;
import org.integrationstack.common.provider.OAuth.Method;
import org.integrationstack.common.provider.OAuth.Reach;
import org.integrationstack.common.provider.OAuth.Refresh;
import org.integrationstack.common.provider.OAuth.Revocation;
import org.integrationstack.common.provider.OAuth.RevocationAuthentication;
import org.integrationstack.common.provider.OAuth.Scopes;
import org.integrationstack.common.provider.OAuth.Token;
import org.integrationstack.common.provider.OAuth.TokenResponse;
import org.integrationstack.common.provider.OAuth.TokenSlot;
import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.common.provider.UrlTemplate;

/** Reads {@code oauth}, and the parts of it that other credentials have as well. */
final class OAuthReader {

    private static final Set<String> TOKENS = Set.of("access_token", "refresh_token", "token");
    private static final Set<String> WHO = Set.of("client_id", "account_id");
    private static final String BLANK = " ";
    private static final String MAIN = "main";

    private final Urls urls;
    private final Set<String> kept;

    /** @param kept what URLs may use once there is a token, beside the inputs */
    OAuthReader(Urls urls, Set<String> kept) {
        this.urls = urls;
        this.kept = kept;
    }

    private URI issuer(Field field) {
        UrlTemplate url = new Urls(urls.hosts(), Map.of()).read(field, Set.of());
        return field.check(url::fixed);
    }

    OAuth read(Field oauth) {
        return new OAuth(
                issuer(oauth.in("issuer")),
                oauth.flag("issRequired", false),
                authorize(oauth.in("authorize")),
                token(oauth.in("token")),
                oauth.flag("pkce", true),
                scopes(oauth.in("scopes")),
                response(oauth.in("response")),
                errors(oauth.in("errors")),
                oauth.in("slots").members(this::slot),
                oauth.optional("idToken").map(this::idToken),
                account(oauth.in("account")),
                refresh(oauth.in("refresh")),
                oauth.optional("introspection").map(this::introspection),
                oauth.optional("revoke").map(this::revocation));
    }

    private Endpoint authorize(Field field) {
        return new Endpoint(
                urls.read(field.in("url"), Set.of()),
                field.in("parameters").members(Field::text),
                field.in("consentParameters").members(Field::text));
    }

    Token token(Field field) {
        return new Token(
                urls.read(field.in("url"), Set.of()),
                field.in("clientAuthentication").oneOf(ClientAuthentication.class),
                Headers.sent(field.in("headers")),
                field.in("parameters").members(Field::text));
    }

    private static Scopes scopes(Field field) {
        List<String> ceiling = field.in("ceiling").texts();
        refuseAbove(ceiling, field.in("defaults"));
        refuseAbove(ceiling, field.in("required"));
        return new Scopes(
                field.text("separator", BLANK),
                field.text("grantedSeparator", BLANK),
                field.in("defaults").texts(),
                ceiling,
                field.in("implies").members(Field::texts),
                field.in("required").texts());
    }

    private static void refuseAbove(List<String> ceiling, Field scopes) {
        for (Field scope : scopes.elements()) {
            if (!ceiling.contains(scope.text())) {
                throw scope.refused("is not among the scopes of ceiling");
            }
        }
    }

    static TokenResponse response(Field field) {
        return response(field, "");
    }

    /** @param prefix the pointer of the object in which the values are, where nothing else is said */
    private static TokenResponse response(Field field, String prefix) {
        return new TokenResponse(
                field.jsonPointer("accessToken", prefix + "/access_token"),
                field.jsonPointer("refreshToken", prefix + "/refresh_token"),
                field.jsonPointer("expiresIn", prefix + "/expires_in"),
                field.jsonPointer("scope", prefix + "/scope"),
                field.jsonPointer("tokenType", prefix + "/token_type"),
                field.jsonPointer("error", "/error"),
                field.jsonPointer("errorDescription", "/error_description"),
                field.in("keep").members(Field::jsonPointer));
    }

    static Errors errors(Field field) {
        Errors own = new Errors(
                Set.copyOf(field.in("revoked").texts()),
                Set.copyOf(field.in("client").texts()),
                Set.copyOf(field.in("temporary").texts()));
        return own.over(Errors.STANDARD);
    }

    private TokenSlot slot(Field field) {
        if (MAIN.equals(field.pointer().last().getMatchingProperty())) {
            throw field.refused("is the name of the response's own token");
        }
        return new TokenSlot(
                field.in("scopeParameter").text(),
                scopes(field.in("scopes")),
                response(field.in("response"), field.in("at").text()),
                reach(field));
    }

    private IdToken idToken(Field field) {
        return new IdToken(
                field.jsonPointer("at", "/id_token"),
                Set.copyOf(field.in("issuers").texts()),
                urls.read(field.in("keys"), Set.of()));
    }

    AccountLookup account(Field field) {
        return new AccountLookup(
                field.optional("url").map(url -> urls.read(url, kept)),
                field.in("id").jsonPointer(),
                field.optional("name").map(Field::jsonPointer),
                field.optional("email").map(Field::jsonPointer),
                field.optional("person").map(Field::jsonPointer),
                field.optional("personKept").map(this::nameOfKept),
                field.optional("error").map(Field::jsonPointer));
    }

    private String nameOfKept(Field name) {
        if (!kept.contains(name.text())) {
            throw name.refused("is not among what oauth.response.keep keeps");
        }
        return name.text();
    }

    private static Refresh refresh(Field field) {
        return new Refresh(
                field.oneOf("unknownOutcome", UnknownOutcome.WAIT),
                field.optional("assumedLife").map(Field::duration));
    }

    private Introspection introspection(Field field) {
        return new Introspection(
                urls.read(field.in("url"), kept),
                field.in("authentication").oneOf(ClientAuthentication.class),
                field.jsonPointer("active", "/active"),
                field.jsonPointer("expiresAt", "/exp"));
    }

    Revocation revocation(Field field) {
        Set<String> inBody = Urls.union(WHO, TOKENS);
        return new Revocation(
                field.in("method").oneOf(Method.class),
                urls.read(field.in("url"), Urls.union(kept, WHO)),
                field.in("authentication").oneOf(RevocationAuthentication.class),
                field.oneOf("form", BodyForm.FORM),
                field.in("body").members(value -> Urls.template(value, inBody)),
                reach(field),
                field.optional("error").map(Field::jsonPointer));
    }

    private static Reach reach(Field field) {
        return field.oneOf("reach", Reach.TOKEN);
    }

    /** What a token response is told to keep. */
    static Set<String> kept(Field response) {
        return Set.copyOf(response.in("keep").members(Field::text).keySet());
    }
}
