package org.integrationstack.common.provider.yaml;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.OAuth.AccountLookup;
import org.integrationstack.common.provider.OAuth.BodyForm;
import org.integrationstack.common.provider.OAuth.ClientAuthentication;
import org.integrationstack.common.provider.OAuth.Endpoint;
import org.integrationstack.common.provider.OAuth.Method;
import org.integrationstack.common.provider.OAuth.Refresh;
import org.integrationstack.common.provider.OAuth.Revocation;
import org.integrationstack.common.provider.OAuth.RevocationAuthentication;
import org.integrationstack.common.provider.OAuth.Scopes;
import org.integrationstack.common.provider.OAuth.Token;
import org.integrationstack.common.provider.OAuth.TokenResponse;
import org.integrationstack.common.provider.OAuth.UnknownOutcome;

/** Reads {@code oauth}. */
final class OAuthReader {

    private static final Set<String> REVOCATION = Set.of("access_token", "refresh_token", "client_id");
    private static final String BLANK = " ";

    private final Urls urls;
    private final Set<String> settings;
    private final Set<String> values;

    /**
     * @param settings what URLs may use before there is a connection
     * @param values what they may use afterwards
     */
    OAuthReader(Hosts hosts, Set<String> settings, Set<String> values) {
        this.urls = new Urls(hosts);
        this.settings = settings;
        this.values = values;
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
                account(oauth.in("account")),
                new Refresh(oauth.in("refresh")
                        .optional("unknownOutcome")
                        .map(outcome -> outcome.oneOf(UnknownOutcome.class))
                        .orElse(UnknownOutcome.WAIT)),
                oauth.optional("revoke").map(this::revocation));
    }

    private URI issuer(Field field) {
        return urls.read(field, Set.of()).fixed();
    }

    private Endpoint authorize(Field field) {
        return new Endpoint(
                urls.read(field.in("url"), settings), field.in("parameters").members(Field::text));
    }

    private Token token(Field field) {
        return new Token(
                urls.read(field.in("url"), settings),
                field.in("clientAuthentication").oneOf(ClientAuthentication.class),
                Headers.sent(field.in("headers")),
                field.in("parameters").members(Field::text));
    }

    private static Scopes scopes(Field field) {
        List<String> ceiling = field.in("ceiling").texts();
        Map<String, List<String>> implies = field.in("implies").members(Field::texts);
        for (Field scope : field.in("defaults").elements()) {
            if (!ceiling.contains(scope.text())) {
                throw scope.refused("is not among oauth.scopes.ceiling");
            }
        }
        return new Scopes(
                field.text("separator", BLANK),
                field.text("grantedSeparator", BLANK),
                field.in("defaults").texts(),
                ceiling,
                implies);
    }

    private static TokenResponse response(Field field) {
        return new TokenResponse(
                field.jsonPointer("accessToken", "/access_token"),
                field.jsonPointer("refreshToken", "/refresh_token"),
                field.jsonPointer("expiresIn", "/expires_in"),
                field.jsonPointer("scope", "/scope"),
                field.jsonPointer("tokenType", "/token_type"),
                field.jsonPointer("error", "/error"),
                field.jsonPointer("errorDescription", "/error_description"),
                keep(field));
    }

    private static Map<String, JsonPointer> keep(Field response) {
        return response.in("keep").members(Field::jsonPointer);
    }

    private AccountLookup account(Field field) {
        return new AccountLookup(
                urls.read(field.in("url"), values),
                field.in("id").jsonPointer(),
                field.optional("name").map(Field::jsonPointer),
                field.optional("email").map(Field::jsonPointer));
    }

    private Revocation revocation(Field field) {
        Set<String> inUrl = new HashSet<>(values);
        inUrl.add("client_id");
        return new Revocation(
                field.in("method").oneOf(Method.class),
                urls.read(field.in("url"), inUrl),
                field.in("authentication").oneOf(RevocationAuthentication.class),
                field.optional("form").map(form -> form.oneOf(BodyForm.class)).orElse(BodyForm.FORM),
                field.in("body").members(value -> Urls.template(value, REVOCATION)));
    }
}
