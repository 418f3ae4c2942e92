package org.integrationstack.sandbox.github;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import org.integrationstack.sandbox.oauth.Consent;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/** What people's consents bring: an access token and, if tokens expire, a refresh token. */
final class UserTokens {

    /** An access token, with what replaces it if it expires. */
    record Pair(Token<Person> access, Optional<Token<Person>> refresh) {}

    private final Tokens<Person> tokens;
    private final Secrets secrets;
    private final Supplier<Settings> settings;

    UserTokens(Tokens<Person> tokens, Secrets secrets, Supplier<Settings> settings) {
        this.tokens = tokens;
        this.secrets = secrets;
        this.settings = settings;
    }

    /**
     * New tokens. Source: docs.github.com, "GitHub's token formats": OAuth apps' tokens begin with
     * {@code gho_}, GitHub Apps' user tokens, which expire, with {@code ghu_}.
     */
    Pair issue(Consent<Person> consent) {
        if (!settings.get().expiringTokens()) {
            return new Pair(
                    issue(Use.ACCESS, "gho_" + secrets.alphanumeric(36), consent, Optional.empty()), Optional.empty());
        }
        Token<Person> access = issue(
                Use.ACCESS,
                "ghu_" + secrets.alphanumeric(36),
                consent,
                Optional.of(settings.get().accessTokenLife()));
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
    Optional<Pair> refresh(String refreshToken) {
        return tokens.live(Use.REFRESH, refreshToken).map(old -> {
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
        return tokens.issue(use, value, consent, consent.granted(), life);
    }
}
