package org.integrationstack.sandbox.github;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The tokens that are good, revoked ones being forgotten. Confined to the event loop. */
final class Tokens {

    /** The part of a token that expires, with what replaces it. */
    record Expiry(Instant accessUntil, String refreshToken, Instant refreshUntil) {}

    /**
     * A user's access token.
     *
     * @param code the authorization code at its root, also after refreshes
     */
    record Token(String value, Person person, Set<String> scopes, String code, Optional<Expiry> expiry) {}

    private final Ids ids;
    private final Clock clock;
    private final Supplier<Settings> settings;
    private final List<Token> tokens = new ArrayList<>();

    Tokens(Ids ids, Clock clock, Supplier<Settings> settings) {
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * A new token. Source: docs.github.com, "GitHub's token formats": OAuth apps' tokens begin with
     * {@code gho_}, GitHub Apps' user tokens, which expire, with {@code ghu_}.
     */
    Token mint(Person person, Set<String> scopes, String code) {
        boolean expiring = settings.get().expiringTokens();
        String value = (expiring ? "ghu_" : "gho_") + ids.alphanumeric(36);
        Token token = new Token(value, person, scopes, code, expiring ? Optional.of(expiry()) : Optional.empty());
        tokens.add(token);
        return token;
    }

    /** The token of that value, unless it is unknown, revoked or expired. */
    Optional<Token> live(String value) {
        Instant now = clock.instant();
        return tokens.stream()
                .filter(token -> token.value.equals(value))
                .filter(token -> token.expiry
                        .map(expiry -> now.isBefore(expiry.accessUntil))
                        .orElse(true))
                .findFirst();
    }

    /**
     * Spends a refresh token: a new pair takes its place, and the old pair is good for nothing.
     *
     * <p>Source: docs.github.com, "Refreshing user access tokens".
     */
    Optional<Token> refresh(String refreshToken) {
        Instant now = clock.instant();
        Optional<Token> old = tokens.stream()
                .filter(token -> token.expiry
                        .filter(expiry -> expiry.refreshToken.equals(refreshToken) && now.isBefore(expiry.refreshUntil))
                        .isPresent())
                .findFirst();
        return old.map(token -> {
            tokens.remove(token);
            return mint(token.person, token.scopes, token.code);
        });
    }

    /** Forgets every token that fits, with its refresh token. */
    void revoke(Predicate<Token> which) {
        tokens.removeIf(which);
    }

    private Expiry expiry() {
        Instant now = clock.instant();
        return new Expiry(
                now.plus(settings.get().accessTokenLife()),
                "ghr_" + ids.alphanumeric(76),
                now.plus(settings.get().refreshTokenLife()));
    }
}
