package org.integrationstack.sandbox.github;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.integrationstack.sandbox.oauth.Secrets;

/** Where the GitHub App is installed, and the tokens of those installations. Confined to the event loop. */
final class Installations {
    /** Source: docs.github.com, "Generating an installation access token": it expires after one hour. */
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    /** An installation's access token. */
    record Access(String token, long installation, Instant until) {}

    private final Secrets secrets;
    private final Clock clock;
    private final Map<Long, Installation> installed = new LinkedHashMap<>();
    private final Map<String, Access> tokens = new HashMap<>();

    Installations(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
        for (Person account : List.of(Person.OCTOCAT, Person.OCTO_ORG)) {
            put(new Installation(Installation.idOf(account), account, Optional.empty()));
        }
    }

    List<Installation> all() {
        return List.copyOf(installed.values());
    }

    Optional<Installation> find(long id) {
        return Optional.ofNullable(installed.get(id));
    }

    List<Installation> seenBy(Person person) {
        return installed.values().stream()
                .filter(installation -> installation.seenBy(person))
                .toList();
    }

    /** The accounts where the app may act now. */
    Set<Person> accounts() {
        return installed.values().stream()
                .filter(installation -> installation.suspendedAt().isEmpty())
                .map(Installation::account)
                .collect(Collectors.toSet());
    }

    /** Uninstalls the app, which ends its tokens there. */
    void remove(Installation installation) {
        installed.remove(installation.id());
        tokens.values().removeIf(access -> access.installation() == installation.id());
    }

    void suspend(Installation installation, boolean suspended) {
        Optional<Instant> at = suspended ? Optional.of(now()) : Optional.empty();
        put(new Installation(installation.id(), installation.account(), at));
    }

    Access issue(Installation installation) {
        Access access = new Access("ghs_" + secrets.alphanumeric(36), installation.id(), now().plus(TOKEN_LIFE));
        tokens.put(access.token(), access);
        return access;
    }

    /** Whose token it is, unless it is unknown, ended or expired. */
    Optional<Installation> holder(String token) {
        return Optional.ofNullable(tokens.get(token))
                .filter(access -> clock.instant().isBefore(access.until()))
                .flatMap(access -> find(access.installation()));
    }

    void end(String token) {
        tokens.remove(token);
    }

    private void put(Installation installation) {
        installed.put(installation.id(), installation);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
