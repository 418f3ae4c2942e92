package org.integrationstack.common.provider;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;

/**
 * What opens an account beside a grant of the OAuth authorization code flow. Each kind is checked against the provider,
 * by looking up its account, before it is used.
 *
 * @param apiKey one field, {@value #API_KEY}, whose value is {@code {access_token}}
 * @param basic two fields, {@value #USERNAME} and {@value #PASSWORD}; {@code {access_token}} is the base64 of both, joined
 *     by a colon (Source: RFC 7617 section 2)
 */
public record Credentials(
        Optional<Pasted> apiKey,
        Optional<Pasted> basic,
        Optional<ClientCredentials> clientCredentials,
        Optional<App> app) {

    public static final Credentials NONE =
            new Credentials(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static final String API_KEY = "api_key";
    public static final String USERNAME = "username";
    public static final String PASSWORD = "password";
    public static final String CLIENT_ID = "client_id";
    public static final String CLIENT_SECRET = "client_secret";

    public Credentials {
        Objects.requireNonNull(apiKey);
        Objects.requireNonNull(basic);
        Objects.requireNonNull(clientCredentials);
        Objects.requireNonNull(app);
    }

    /**
     * Something that people fill in.
     *
     * @param secret whether it must not be seen
     * @param prefixes what it begins with, one of these; anything where there are none. Keeps the wrong thing from being
     *     sent to the provider, or kept.
     */
    public record Asked(String title, Optional<String> description, boolean secret, List<String> prefixes) {
        public Asked {
            prefixes = List.copyOf(prefixes);
        }

        /** Whether the value may be what is asked for. */
        public boolean fits(String value) {
            return prefixes.isEmpty() || prefixes.stream().anyMatch(value::startsWith);
        }
    }

    /**
     * A credential that people paste.
     *
     * @param fields by name, in the order in which to ask
     * @param authorization how it is presented
     * @param account whose it is; its URL is present
     */
    public record Pasted(Map<String, Asked> fields, Api.Authorization authorization, OAuth.AccountLookup account) {
        public Pasted {
            fields = Copies.of(fields);
        }
    }

    /**
     * An OAuth client of the customer's own, {@value #CLIENT_ID} and {@value #CLIENT_SECRET}, which gets tokens for itself
     * (Source: RFC 6749 section 4.4).
     *
     * @param token where; {@code grant_type} is sent beside its parameters
     * @param assumedLife how long a token lives where the answer does not say
     * @param account whose it is; its URL is present
     */
    public record ClientCredentials(
            Map<String, Asked> fields,
            OAuth.Token token,
            OAuth.TokenResponse response,
            OAuth.Errors errors,
            Optional<Duration> assumedLife,
            Api.Authorization authorization,
            OAuth.AccountLookup account) {
        public ClientCredentials {
            fields = Copies.of(fields);
        }
    }

    /**
     * An app whose own key opens every account that installed it. With it, the grant of {@link OAuth} is not what the
     * connection rests on: it only proves that the person who connects has admin rights over an installation, and is given
     * back then. Nothing a request says names the account.
     *
     * @param assertionLife how long an assertion (a JWT by RS256 with {@code iss} the client id) is good for
     * @param token where an assertion becomes an installation's token
     * @param revoke how such a token is given back
     */
    public record App(
            Duration assertionLife,
            Installations installations,
            InstallationToken token,
            Api.Authorization authorization,
            Optional<OAuth.Revocation> revoke) {

        /** The name under which the installation's id is kept. */
        public static final String INSTALLATION_ID = "installation_id";
    }

    /**
     * The installations that a user can see, asked with the user's token.
     *
     * @param url a GET; further pages as {@code api.pagination} says
     * @param list where in the answer they are
     * @param id where in each its id is, kept as {@code {installation_id}}
     * @param accountId where in each the account's id is: the connection's account
     * @param accountName where in each the account's name is
     * @param membership what proves admin rights over an account that is not the user's own; without it only the user's
     *     own account can be connected
     * @param choice the input that says, by the account's name, which one is meant where there are several
     */
    public record Installations(
            UrlTemplate url,
            JsonPointer list,
            JsonPointer id,
            JsonPointer accountId,
            JsonPointer accountName,
            Optional<Membership> membership,
            Optional<String> choice) {}

    /**
     * What the user is in an account, asked with the user's token.
     *
     * @param url a GET that may use {@code {account_id}} and {@code {account_name}}; any answer but 200 means: nothing
     * @param accountId where the answer has the account's id, which must be the same: names change hands
     * @param conditions what the answer must say, each of them
     */
    public record Membership(UrlTemplate url, JsonPointer accountId, List<Api.BodyCondition> conditions) {
        public Membership {
            conditions = List.copyOf(conditions);
            if (conditions.isEmpty()) {
                throw new IllegalArgumentException("must say what proves admin rights");
            }
        }
    }

    /**
     * Where an assertion becomes an installation's token: a POST without a body, with the API's headers and
     * {@code Authorization: Bearer} and the assertion.
     *
     * @param url may use {@code {installation_id}}
     * @param expiresAt when the token ends, as a time of ISO 8601
     * @param goneStatuses answers which say that the installation is no more
     */
    public record InstallationToken(
            UrlTemplate url, JsonPointer accessToken, JsonPointer expiresAt, Set<Integer> goneStatuses) {
        public InstallationToken {
            goneStatuses = Set.copyOf(goneStatuses);
        }
    }

    /** The kinds that are there. */
    public Set<ConnectionKind> kinds() {
        Set<ConnectionKind> kinds = new LinkedHashSet<>();
        apiKey.ifPresent(there -> kinds.add(ConnectionKind.API_KEY));
        basic.ifPresent(there -> kinds.add(ConnectionKind.BASIC));
        clientCredentials.ifPresent(there -> kinds.add(ConnectionKind.CLIENT_CREDENTIALS));
        app.ifPresent(there -> kinds.add(ConnectionKind.APP));
        return kinds;
    }

    Optional<Api.Authorization> authorization(ConnectionKind kind) {
        return switch (kind) {
            case OAUTH -> Optional.empty();
            case API_KEY -> apiKey.map(Pasted::authorization);
            case BASIC -> basic.map(Pasted::authorization);
            case CLIENT_CREDENTIALS -> clientCredentials.map(ClientCredentials::authorization);
            case APP -> app.map(App::authorization);
        };
    }

    /** What is asked of people for a connection of that kind, in order; nothing where they sign in at the provider. */
    public Map<String, Asked> fields(ConnectionKind kind) {
        return switch (kind) {
            case OAUTH, APP -> Map.of();
            case API_KEY -> apiKey.map(Pasted::fields).orElse(Map.of());
            case BASIC -> basic.map(Pasted::fields).orElse(Map.of());
            case CLIENT_CREDENTIALS ->
                clientCredentials.map(ClientCredentials::fields).orElse(Map.of());
        };
    }

    /** How the account of such a credential is looked up; the URL is present. */
    public Optional<OAuth.AccountLookup> account(ConnectionKind kind) {
        return switch (kind) {
            case OAUTH, APP -> Optional.empty();
            case API_KEY -> apiKey.map(Pasted::account);
            case BASIC -> basic.map(Pasted::account);
            case CLIENT_CREDENTIALS -> clientCredentials.map(ClientCredentials::account);
        };
    }
}
