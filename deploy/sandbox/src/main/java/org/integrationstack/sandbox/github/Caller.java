package org.integrationstack.sandbox.github;

import java.util.Optional;
import java.util.Set;

import org.integrationstack.sandbox.oauth.Tokens.Token;

/**
 * Who calls the REST API: a person through an app, an installation of the GitHub App, the GitHub App
 * itself, or nobody known.
 *
 * @param token a person's
 * @param accounts those that the caller can act on, where the GitHub App must be installed for that
 */
record Caller(Optional<Token<Person>> token, Optional<Installation> installation, Optional<Set<Person>> accounts) {
    static final Caller NOBODY = new Caller(Optional.empty(), Optional.empty(), Optional.empty());

    /** The GitHub App, with an assertion that is still to be checked. */
    static final Caller APP = new Caller(Optional.empty(), Optional.empty(), Optional.of(Set.of()));

    /** A person through the OAuth app. */
    static Caller of(Token<Person> token) {
        return new Caller(Optional.of(token), Optional.empty(), Optional.empty());
    }

    /** A person through the GitHub App, which reaches no further than it is installed. */
    static Caller of(Token<Person> token, Set<Person> installed) {
        return new Caller(Optional.of(token), Optional.empty(), Optional.of(installed));
    }

    static Caller of(Installation installation) {
        return new Caller(Optional.empty(), Optional.of(installation), Optional.of(Set.of(installation.account())));
    }

    /** Whether a person's token came through the GitHub App. */
    boolean userOfApp() {
        return token.isPresent() && accounts.isPresent();
    }

    boolean holds(String scope) {
        Set<String> held = installation.isPresent()
                ? GitHubApp.PERMISSIONS
                : token.map(Token::scopes).orElse(Set.of());
        return Scopes.allow(held, scope);
    }

    /** Whether what belongs to {@code account} is within reach. */
    boolean reaches(Person account) {
        return accounts.map(all -> all.contains(account)).orElse(true);
    }

    /** Whose requests are counted together, as refusals name it; empty for those of all anonymous callers. */
    Optional<String> quota() {
        return installation
                .map(known -> "installation ID " + known.id())
                .or(() -> token.map(known -> "user ID " + known.person().id()))
                .or(() -> accounts.map(none -> "app ID " + GitHubApp.ID));
    }
}
