package org.integrationstack.sandbox.github;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.Consent;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/** What people's consents bring: an access token and, if tokens expire, a refresh token. */
final class UserTokens {

    /** An access token, with what replaces it if it expires. */
    record Pair(Token<Person> access, Optional<Token<Person>> refresh) {}

    private final Apps apps;
    private final Tokens<Person> tokens;
    private final Secrets secrets;
    private final Supplier<Settings> settings;

    UserTokens(Apps apps, Tokens<Person> tokens, Secrets secrets, Supplier<Settings> settings) {
        this.apps = apps;
        this.tokens = tokens;
        this.secrets = secrets;
        this.settings = settings;
    }

    /**
     * New tokens. Source: docs.github.com, "GitHub's token formats": OAuth apps' tokens begin with
     * {@code gho_}, GitHub Apps' user tokens, which expire, with {@code ghu_}.
     */
    Pair issue(Consent<Person> consent) {
        boolean app = apps.viaGitHubApp(consent);
        boolean expiring =
                app ? settings.get().userTokenExpiration() : settings.get().expiringTokens();
        String value = (app || expiring ? "ghu_" : "gho_") + secrets.alphanumeric(36);
        if (!expiring) {
            return new Pair(issue(Use.ACCESS, value, consent, Optional.empty()), Optional.empty());
        }
        Token<Person> access =
                issue(Use.ACCESS, value, consent, Optional.of(settings.get().accessTokenLife()));
        Token<Person> refresh = issue(
                Use.REFRESH,
                "ghr_" + secrets.alphanumeric(76),
                consent,
                Optional.of(settings.get().refreshTokenLife()));
        return new Pair(access, Optional.of(refresh));
    }

    /**
     * Spends a refresh token: a new pair takes its place, and the old pair is good for nothing.
     *
     * <p>Source: docs.github.com, "Refreshing user access tokens".
     */
    Optional<Pair> refresh(Registration app, String refreshToken) {
        Optional<Token<Person>> known =
                tokens.live(Use.REFRESH, refreshToken).filter(token -> Apps.askedBy(app, token.consent()));
        return known.map(old -> {
            tokens.end(old::kinOf);
            return issue(old.consent());
        });
    }

    /** Ends all that a code brought. Source: RFC 6749 section 4.1.2. */
    void endAllOf(String code) {
        tokens.end(token -> token.consent().code().equals(code));
    }

    /** Whole seconds until {@code token} expires. */
    long secondsLeft(Token<Person> token) {
        return tokens.secondsLeft(token).orElseThrow();
    }

    private Token<Person> issue(Use use, String value, Consent<Person> consent, Optional<Duration> life) {
        Set<String> scopes = apps.viaGitHubApp(consent) ? GitHubApp.PERMISSIONS : consent.granted();
        return tokens.issue(use, value, consent, scopes, life);
    }
}
