package org.integrationstack.sandbox.github;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/** Tells who calls from the header {@code Authorization}. */
final class Callers {
    private static final Pattern BEARER = Pattern.compile("(?i)(?:bearer|token) +(\\S+)");

    private final Apps apps;
    private final Tokens<Person> tokens;
    private final Installations installations;

    Callers(Apps apps, Tokens<Person> tokens, Installations installations) {
        this.apps = apps;
        this.tokens = tokens;
        this.installations = installations;
    }

    /**
     * Whose token the request carries, if it carries one, which then must be good. An app's own
     * credentials and assertions, which some endpoints ask for, are theirs to check.
     *
     * @throws ApiError 401 for a token that is not good, 403 for that of a suspended installation
     */
    Caller of(Call call) {
        boolean appsOwn = ClientCredentials.basic(call).flatMap(apps::with).isPresent();
        if (call.path().matches("/app(/.*)?")) {
            return Caller.APP;
        }
        return call.header("Authorization").isEmpty() || appsOwn
                ? Caller.NOBODY
                : known(call).orElseThrow(ApiError::badCredentials);
    }

    /** The same, empty for a token that is not good. */
    Optional<Caller> known(Call call) {
        Optional<String> value = call.header("Authorization")
                .map(BEARER::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1));
        return value.flatMap(this::person).or(() -> value.flatMap(this::installation));
    }

    private Optional<Caller> person(String value) {
        return tokens.live(Use.ACCESS, value)
                .map(token -> apps.viaGitHubApp(token.consent())
                        ? Caller.of(token, installations.accounts())
                        : Caller.of(token));
    }

    private Optional<Caller> installation(String value) {
        return installations.holder(value).map(holder -> {
            holder.suspendedAt().ifPresent(since -> {
                throw ApiError.suspended();
            });
            return Caller.of(holder);
        });
    }
}
