package org.integrationstack.common.provider.yaml;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.provider.Api.ApiSecret;
import org.integrationstack.common.provider.Api.Authorization;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.Credentials.App;
import org.integrationstack.common.provider.Credentials.Asked;
import org.integrationstack.common.provider.Credentials.ClientCredentials;
import org.integrationstack.common.provider.Credentials.InstallationToken;
import org.integrationstack.common.provider.Credentials.Installations;
import org.integrationstack.common.provider.Credentials.Membership;
import org.integrationstack.common.provider.Credentials.Pasted;
import org.integrationstack.common.provider.OAuth.AccountLookup;
import org.integrationstack.common.provider.Template;

/** Reads {@code credentials}. */
final class CredentialsReader {

    private static final Duration ASSERTION_LIFE = Duration.ofMinutes(9);
    /** Source: docs.github.com "Generating a JWT", and what others take as well. */
    private static final Duration LONGEST_ASSERTION = Duration.ofMinutes(10);

    private static final Template BASIC = new Template("Basic {access_token}");

    private final Urls urls;
    private final Field api;

    CredentialsReader(Urls urls, Field api) {
        this.urls = urls;
        this.api = api;
    }

    Credentials read(Field credentials) {
        return new Credentials(
                credentials.optional("apiKey").map(this::apiKey),
                credentials.optional("basic").map(this::basic),
                credentials.optional("clientCredentials").map(this::clientCredentials),
                credentials.optional("app").map(this::app));
    }

    private Pasted apiKey(Field field) {
        Field fields = field.in("fields");
        return new Pasted(
                Map.of(Credentials.API_KEY, asked(fields.in(Credentials.API_KEY), "API key", true)),
                authorization(field, bearer()),
                account(field, Set.of()));
    }

    private Pasted basic(Field field) {
        Field fields = field.in("fields");
        return new Pasted(
                pair(
                        Credentials.USERNAME,
                        asked(fields.in(Credentials.USERNAME), "User name", false),
                        Credentials.PASSWORD,
                        asked(fields.in(Credentials.PASSWORD), "Password", true)),
                authorization(field, new Authorization("Authorization", BASIC, ApiSecret.ACCESS_TOKEN, Map.of())),
                account(field, Set.of()));
    }

    private ClientCredentials clientCredentials(Field field) {
        Field fields = field.in("fields");
        Field response = field.in("response");
        return new ClientCredentials(
                pair(
                        Credentials.CLIENT_ID,
                        asked(fields.in(Credentials.CLIENT_ID), "Client id", false),
                        Credentials.CLIENT_SECRET,
                        asked(fields.in(Credentials.CLIENT_SECRET), "Client secret", true)),
                parts(Set.of()).token(field.in("token")),
                OAuthReader.response(response),
                OAuthReader.errors(field.in("errors")),
                field.optional("assumedLife").map(Field::duration),
                authorization(field, bearer(), OAuthReader.kept(response)),
                account(field, OAuthReader.kept(response)));
    }

    private App app(Field field) {
        Set<String> kept = Set.of(App.INSTALLATION_ID);
        return new App(
                assertionLife(field),
                installations(field.in("installations")),
                installationToken(field.in("token")),
                authorization(field, bearer(), kept),
                field.optional("revoke").map(parts(kept)::revocation));
    }

    private static Duration assertionLife(Field field) {
        Duration life = field.optional("assertionLife").map(Field::duration).orElse(ASSERTION_LIFE);
        if (life.compareTo(LONGEST_ASSERTION) > 0) {
            throw field.in("assertionLife").refused("must be 10m at most");
        }
        return life;
    }

    private Installations installations(Field field) {
        Optional<Field> choice = field.optional("choice");
        choice.filter(name -> !urls.inputs().containsKey(name.text())).ifPresent(name -> {
            throw name.refused("is not among inputs");
        });
        return new Installations(
                urls.read(field.in("url"), Set.of()),
                field.in("list").jsonPointer(),
                field.in("id").jsonPointer(),
                field.in("accountId").jsonPointer(),
                field.in("accountName").jsonPointer(),
                field.optional("membership").map(this::membership),
                choice.map(Field::text));
    }

    private Membership membership(Field field) {
        return new Membership(
                urls.read(field.in("url"), Set.of("account_id", "account_name")),
                field.in("accountId").jsonPointer(),
                field.in("conditions").elements().stream()
                        .map(ApiReader::condition)
                        .toList());
    }

    private InstallationToken installationToken(Field field) {
        return new InstallationToken(
                urls.read(field.in("url"), Set.of(App.INSTALLATION_ID)),
                field.jsonPointer("accessToken", "/token"),
                field.jsonPointer("expiresAt", "/expires_at"),
                field.in("goneStatuses").numbers());
    }

    private Authorization authorization(Field kind, Authorization otherwise) {
        return authorization(kind, otherwise, Set.of());
    }

    private Authorization authorization(Field kind, Authorization otherwise, Set<String> kept) {
        return kind.optional("authorization")
                .map(field -> ApiReader.authorization(field, urls, kept))
                .orElse(otherwise);
    }

    /** As the API says, less what belongs to a grant. */
    private Authorization bearer() {
        Field field = api.in("authorization");
        return new Authorization(ApiReader.header(field), ApiReader.value(field), ApiSecret.ACCESS_TOKEN, Map.of());
    }

    private AccountLookup account(Field kind, Set<String> kept) {
        return parts(kept).account(kind.in("account"));
    }

    private OAuthReader parts(Set<String> kept) {
        return new OAuthReader(urls, kept);
    }

    private static Asked asked(Field field, String title, boolean secret) {
        return new Asked(
                field.text("title", title),
                field.optional("description").map(Field::text),
                secret,
                field.in("prefixes").texts());
    }

    private static Map<String, Asked> pair(String first, Asked one, String second, Asked other) {
        Map<String, Asked> pair = new LinkedHashMap<>();
        pair.put(first, one);
        pair.put(second, other);
        return pair;
    }
}
