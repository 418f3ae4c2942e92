package org.integrationstack.common.provider;

import java.net.URI;
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
 */
public record OAuth(
        URI issuer,
        boolean issRequired,
        Endpoint authorize,
        Token token,
        boolean pkce,
        Scopes scopes,
        TokenResponse response,
        AccountLookup account,
        Refresh refresh,
        Optional<Revocation> revoke) {

    /**
     * Where the browser is sent.
     *
     * @param parameters sent beside the protocol's own
     */
    public record Endpoint(UrlTemplate url, Map<String, String> parameters) {
        public Endpoint {
            parameters = Copies.of(parameters);
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
     */
    public record Scopes(
            String separator,
            String grantedSeparator,
            List<String> defaults,
            List<String> ceiling,
            Map<String, List<String>> implies) {
        public Scopes {
            defaults = List.copyOf(defaults);
            ceiling = List.copyOf(ceiling);
            implies = Copies.of(implies);
            if (!ceiling.containsAll(defaults)) {
                throw new IllegalArgumentException("defaults must be among ceiling");
            }
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
     * Who has been connected: a GET with the API's headers and authorization.
     *
     * @param id what identifies the account for good and is compared with a webhook's account; a number is taken as it is
     *     written
     */
    public record AccountLookup(
            UrlTemplate url, JsonPointer id, Optional<JsonPointer> name, Optional<JsonPointer> email) {}

    /** @param unknownOutcome what to do when the answer to a refresh was lost */
    public record Refresh(UnknownOutcome unknownOutcome) {}

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
     * @param url may use {@code {client_id}}
     * @param body fields, whose values may use {@code {access_token}}, {@code {refresh_token}} and {@code {client_id}}
     */
    public record Revocation(
            Method method,
            UrlTemplate url,
            RevocationAuthentication authentication,
            BodyForm form,
            Map<String, Template> body) {
        public Revocation {
            body = Copies.of(body);
        }
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
        NONE
    }

    /** How a revocation's fields are written. */
    public enum BodyForm {
        JSON,
        FORM
    }
}
