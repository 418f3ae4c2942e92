package org.integrationstack.sandbox.google;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.integrationstack.sandbox.frame.Ending;
import org.integrationstack.sandbox.oauth.Consent;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/**
 * What each person has granted the app, and the tokens of it. A grant is one per person, however
 * often the person consents, and ends as a whole. Confined to the event loop.
 */
final class Grants {

    /** What a code or a refresh token brings. */
    record Issued(Token<Person> access, Optional<Token<Person>> refresh) {}

    private final Tokens<Person> tokens;
    private final Secrets secrets;
    private final Supplier<Settings> settings;
    private final Map<Person, Set<String>> granted = new HashMap<>();
    private final Set<Person> offline = new HashSet<>();

    Grants(Tokens<Person> tokens, Secrets secrets, Supplier<Settings> settings) {
        this.tokens = tokens;
        this.secrets = secrets;
        this.settings = settings;
    }

    /**
     * The tokens of a redeemed consent.
     *
     * <p>Source: developers.google.com, "Using OAuth 2.0 for Web Server Applications": a refresh token
     * comes with {@code access_type=offline} only, the first time a code of the person is exchanged,
     * and again with {@code prompt=consent}; {@code include_granted_scopes=true} makes the token good
     * for all that was granted before.
     */
    Issued issue(Consent<Person> consent) {
        Person person = consent.person();
        Set<String> all = granted.computeIfAbsent(person, nobody -> new LinkedHashSet<>());
        all.addAll(consent.granted());
        boolean combined = has(consent, "include_granted_scopes", "true");
        Set<String> scopes = combined ? all : consent.granted();
        boolean first = !offline.contains(person) || has(consent, "prompt", "consent");
        Optional<Token<Person>> refresh = has(consent, "access_type", "offline") && first
                ? Optional.of(refreshToken(consent, scopes))
                : Optional.empty();
        return new Issued(accessToken(consent, scopes), refresh);
    }

    /** A new access token. The refresh token stays as it is, and does not come again. */
    Optional<Issued> refresh(String refreshToken) {
        return tokens.live(Use.REFRESH, refreshToken)
                .map(token -> new Issued(accessToken(token.consent(), token.scopes()), Optional.empty()));
    }

    Optional<Token<Person>> live(String accessToken) {
        return tokens.live(Use.ACCESS, accessToken);
    }

    /** Whether the value was a refresh token that has since expired or been revoked. */
    boolean issuedOnce(String refreshToken) {
        return tokens.over(refreshToken);
    }

    Optional<Long> secondsLeft(Token<Person> token) {
        return tokens.secondsLeft(token);
    }

    /**
     * Ends a grant by any of its tokens, if that one is good.
     *
     * <p>Source: developers.google.com, "Using OAuth 2.0 for Web Server Applications", "Revoking a
     * token": the token can be an access token or a refresh token, and takes the other along.
     */
    boolean revoke(String value) {
        Optional<Token<Person>> token = tokens.live(Use.ACCESS, value).or(() -> tokens.live(Use.REFRESH, value));
        token.map(Token::person).ifPresent(person -> {
            tokens.end(other -> other.person().equals(person));
            forget(person);
        });
        return token.isPresent();
    }

    int end(Ending ending) {
        if (ending.what() == Ending.What.ALL) {
            Person.ALL.stream()
                    .filter(person -> ending.concerns(person.login()))
                    .forEach(this::forget);
        }
        return tokens.end(ending);
    }

    private void forget(Person person) {
        granted.remove(person);
        offline.remove(person);
    }

    private Token<Person> accessToken(Consent<Person> consent, Set<String> scopes) {
        Duration life = settings.get().accessTokenLife();
        return tokens.issue(Use.ACCESS, "ya29." + secrets.base64url(160), consent, scopes, Optional.of(life));
    }

    /**
     * Source: developers.google.com, "Using OAuth 2.0 to Access Google APIs", "Refresh token
     * expiration": 100 per account and client, after which the oldest one ends without a warning.
     */
    private Token<Person> refreshToken(Consent<Person> consent, Set<String> scopes) {
        Person person = consent.person();
        offline.add(person);
        List<Token<Person>> others = tokens.live(
                token -> token.use() == Use.REFRESH && token.person().equals(person));
        if (others.size() >= settings.get().refreshTokenLimit()) {
            tokens.end(others.get(0));
        }
        return tokens.issue(
                Use.REFRESH,
                "1//0" + secrets.base64url(99),
                consent,
                scopes,
                settings.get().refreshTokenLife());
    }

    private static boolean has(Consent<Person> consent, String name, String value) {
        return consent.request().parameter(name).equals(Optional.of(value));
    }
}
