package org.integrationstack.common.provider;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;

/**
 * How an account is connected by the OAuth authorization code grant.
 *
 * @param issuer who issues the tokens; part of a connection's identity
 * @param issRequired whether the callback must carry {@code iss}, equal to the issuer (Source: RFC 9207 section 2.4)
 * @param pkce whether a code challenge (S256) is sent (Source: RFC 7636)
 * @param slots further tokens in the same response, by name; each is refreshed on its own
 * @param idToken the ID token in the response; where it is asked for, a {@code nonce} is sent and the token checked
 */
public record OAuth(
        URI issuer,
        boolean issRequired,
        Endpoint authorize,
        Token token,
        boolean pkce,
        Scopes scopes,
        TokenResponse response,
        Errors errors,
        Map<String, TokenSlot> slots,
        Optional<IdToken> idToken,
        AccountLookup account,
        Refresh refresh,
        Optional<Introspection> introspection,
        Optional<Revocation> revoke) {

    public OAuth {
        slots = Copies.of(slots);
    }

    /**
     * Where the browser is sent.
     *
     * @param parameters sent beside the protocol's own
     * @param consentParameters sent too, unless an account is authorized again for which a refresh token is held: they
     *     have the provider ask for consent, and issue a refresh token, though it did before
     */
    public record Endpoint(UrlTemplate url, Map<String, String> parameters, Map<String, String> consentParameters) {
        public Endpoint {
            parameters = Copies.of(parameters);
            consentParameters = Copies.of(consentParameters);
        }
    }

    /**
     * Where a code or a refresh token becomes a token; the request is form-encoded (Source: RFC 6749 section 4.1.3).
     *
     * @param headers sent with every request, for providers that choose the answer's form by {@code Accept}
     * @param parameters sent beside the protocol's own
     */
    public record Token(
            UrlTemplate url,
            ClientAuthentication clientAuthentication,
            Map<String, String> headers,
            Map<String, String> parameters) {
        public Token {
            headers = Copies.of(headers);
            parameters = Copies.of(parameters);
        }
    }

    /** How the client proves itself at the token endpoint (Source: RFC 6749 section 2.3.1). */
    public enum ClientAuthentication {
        /** {@code Authorization: Basic}. */
        BASIC,
        /** {@code client_id} and {@code client_secret} in the body. */
        POST,
        /** {@code client_id} alone: a public client. */
        NONE
    }

    /**
     * @param separator between scopes in an authorization request
     * @param grantedSeparator between scopes in a token response
     * @param defaults asked for when the caller names none
     * @param ceiling what may be asked for at all
     * @param implies scopes that a wider one includes, where the provider reports only the wider one
     * @param required asked for always: without them the account could not be told, or the grant not be kept
     */
    public record Scopes(
            String separator,
            String grantedSeparator,
            List<String> defaults,
            List<String> ceiling,
            Map<String, List<String>> implies,
            List<String> required) {
        public Scopes {
            defaults = List.copyOf(defaults);
            ceiling = List.copyOf(ceiling);
            implies = Copies.of(implies);
            required = List.copyOf(required);
            if (!ceiling.containsAll(defaults) || !ceiling.containsAll(required)) {
                throw new IllegalArgumentException("defaults and required must be among ceiling");
            }
        }

        /** What to ask for when the caller names these: what is required, and these or else the defaults. */
        public Set<String> toRequest(Collection<String> named) {
            Set<String> scopes = new LinkedHashSet<>(required);
            scopes.addAll(named.isEmpty() ? defaults : named);
            return scopes;
        }

        /** As an authorization request carries them. */
        public String join(Collection<String> scopes) {
            return String.join(separator, scopes);
        }

        /** As a token response carries them; blanks around a scope do not count. */
        public Set<String> split(String granted) {
            Set<String> scopes = new LinkedHashSet<>();
            Arrays.stream(granted.split(Pattern.quote(grantedSeparator), -1))
                    .map(String::strip)
                    .filter(scope -> !scope.isEmpty())
                    .forEach(scopes::add);
            return scopes;
        }

        /** What was asked for and neither granted nor included in what was. */
        public Set<String> missing(Collection<String> requested, Collection<String> granted) {
            Set<String> missing = new LinkedHashSet<>(requested);
            missing.removeAll(granted);
            granted.forEach(scope -> missing.removeAll(Set.copyOf(implies.getOrDefault(scope, List.of()))));
            return missing;
        }
    }

    /**
     * Where in a token response each value lies. A form-encoded response is read as an object of its fields; which of the
     * two it is says its {@code Content-Type}. A response is an error when {@link #error} is there, whatever its status.
     *
     * @param keep values to store beside the tokens, by the name under which URLs may use them
     */
    public record TokenResponse(
            JsonPointer accessToken,
            JsonPointer refreshToken,
            JsonPointer expiresIn,
            JsonPointer scope,
            JsonPointer tokenType,
            JsonPointer error,
            JsonPointer errorDescription,
            Map<String, JsonPointer> keep) {
        public TokenResponse {
            keep = Copies.of(keep);
        }
    }

    /**
     * What error codes of the token endpoint mean (Source: RFC 6749 section 5.2).
     *
     * @param revoked the grant is no more: only its owner can give another
     * @param client the client registration is refused: no grant's fault
     * @param temporary the same request may be answered later
     */
    public record Errors(Set<String> revoked, Set<String> client, Set<String> temporary) {

        /** What every provider's codes mean by the standard. */
        public static final Errors STANDARD = new Errors(
                Set.of("invalid_grant"),
                Set.of("invalid_client", "unauthorized_client"),
                Set.of("temporarily_unavailable", "server_error", "slow_down"));

        public Errors {
            revoked = Set.copyOf(revoked);
            client = Set.copyOf(client);
            temporary = Set.copyOf(temporary);
        }

        /** These codes beside the others; a code that is in both means what it means here. */
        public Errors over(Errors others) {
            return new Errors(
                    union(revoked, others.revoked), union(client, others.client), union(temporary, others.temporary));
        }

        private Set<String> union(Set<String> own, Set<String> others) {
            Set<String> union = new LinkedHashSet<>(others);
            union.removeAll(revoked);
            union.removeAll(client);
            union.removeAll(temporary);
            union.addAll(own);
            return union;
        }

        /** What the code means; empty where nothing is known of it. */
        public Optional<Meaning> of(String code) {
            return revoked.contains(code)
                    ? Optional.of(Meaning.REVOKED)
                    : client.contains(code)
                            ? Optional.of(Meaning.CLIENT)
                            : temporary.contains(code) ? Optional.of(Meaning.TEMPORARY) : Optional.empty();
        }

        /** What an error code means. */
        public enum Meaning {
            REVOKED,
            CLIENT,
            TEMPORARY
        }
    }

    /**
     * A further token of the response to a code, such as the person's own beside the workspace's. The answer to its own
     * refresh is read like the main token's, by {@link OAuth#response}.
     *
     * @param scopeParameter the parameter of the authorization request that asks for its scopes; the token is there only
     *     where some were asked for
     * @param response where its values lie; the error and the kept values are the main token's
     * @param reach what revoking this token ends
     */
    public record TokenSlot(String scopeParameter, Scopes scopes, TokenResponse response, Reach reach) {}

    /**
     * An ID token (Source: OpenID Connect Core 1.0 section 3.1.3.7). It comes, and must come, when the scope
     * {@value #SCOPE} was asked for.
     *
     * @param at where in the token response it is
     * @param issuers what {@code iss} may say: exactly one of these
     * @param keys the JWK set with the keys that sign it
     */
    public record IdToken(JsonPointer at, Set<String> issuers, UrlTemplate keys) {
        /** Asks for an ID token. */
        public static final String SCOPE = "openid";

        public IdToken {
            issuers = Set.copyOf(issuers);
        }
    }

    /**
     * Who has been connected: a GET with the API's headers and authorization, or where there is no URL, the token response
     * itself.
     *
     * @param id what identifies the account for good and is compared with a webhook's account; a number is taken as it is
     *     written
     * @param person who of the account granted it, where that is not the same: then a connection is authorized again by
     *     that person alone
     * @param personKept the same, where the token response says it: the name under which it is kept
     * @param error an answer that has this is an error, whatever its status; its code means what {@link Errors} says
     */
    public record AccountLookup(
            Optional<UrlTemplate> url,
            JsonPointer id,
            Optional<JsonPointer> name,
            Optional<JsonPointer> email,
            Optional<JsonPointer> person,
            Optional<String> personKept,
            Optional<JsonPointer> error) {}

    /**
     * @param unknownOutcome what to do when the answer to a refresh was lost
     * @param assumedLife how long an access token lives where the response does not say and introspection cannot; where
     *     absent too, it lives until it is refused
     */
    public record Refresh(UnknownOutcome unknownOutcome, Optional<Duration> assumedLife) {}

    /**
     * Where a token's state is asked: a POST of {@code token}, and as a hint {@code token_type_hint=access_token} (Source:
     * RFC 7662 section 2.1).
     *
     * @param active where it says whether the token is good
     * @param expiresAt where it says when the token ends, in seconds since 1970
     */
    public record Introspection(
            UrlTemplate url, ClientAuthentication authentication, JsonPointer active, JsonPointer expiresAt) {}

    /** What to do when the answer to a refresh was lost. */
    public enum UnknownOutcome {
        /** Send the same refresh token again at once. */
        REPLAY,
        /** Serve the current token to its end, then send the refresh token again once. */
        WAIT
    }

    /**
     * How a grant is given back.
     *
     * @param url may use {@code {client_id}} and {@code {account_id}}
     * @param body fields, whose values may use {@code {access_token}}, {@code {refresh_token}}, {@code {token}} (the refresh
     *     token where there is one, else the access token), {@code {client_id}} and {@code {account_id}}; a field whose variable has no value is left out
     * @param reach what revoking a token ends
     * @param error an answer that has this is an error, whatever its status; one that means {@link Errors.Meaning#REVOKED}
     *     says that the grant has been revoked before
     */
    public record Revocation(
            Method method,
            UrlTemplate url,
            RevocationAuthentication authentication,
            BodyForm form,
            Map<String, Template> body,
            Reach reach,
            Optional<JsonPointer> error) {
        public Revocation {
            body = Copies.of(body);
        }
    }

    /** What revoking one token ends. */
    public enum Reach {
        /** That token, and those that were refreshed from the same grant. */
        TOKEN,
        /** Every token of the account for this client, so that no other live connection may share it. */
        GRANT
    }

    /** The methods a revocation may use. */
    public enum Method {
        POST,
        DELETE
    }

    /** How a revocation proves who asks. */
    public enum RevocationAuthentication {
        /** The client's id and secret as {@code Authorization: Basic}. */
        BASIC,
        /** The access token as {@code Authorization: Bearer}. */
        BEARER,
        /** The client secret as {@code Authorization: Bearer}. */
        CLIENT_SECRET_BEARER,
        NONE
    }

    /** How a revocation's fields are written. */
    public enum BodyForm {
        JSON,
        FORM
    }
}
