package org.integrationstack.connections.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;

/** What a key can be, as far as that can be told without looking up connections. */
final class KeyRules {
    /** Each is looked up, and held in memory by every service. */
    private static final int MOST_CONNECTIONS = 50;

    private static final Pattern NAME = Pattern.compile("\\P{Cc}{1,100}");

    private KeyRules() {}

    /** What is wrong with a wish, if anything is. */
    static Optional<String> violation(KeyWish wish, Providers known, Instant now, Duration longest) {
        if (!NAME.matcher(wish.name()).matches() || wish.name().isBlank()) {
            return Optional.of("name: 1 to 100 plain characters");
        }
        if (wish.scopes().isEmpty() || !Access.OF_TENANTS_PROGRAMS.containsAll(wish.scopes())) {
            return Optional.of("scopes: one or more of "
                    + String.join(
                            ", ", Access.OF_TENANTS_PROGRAMS.stream().sorted().toList()));
        }
        if (!wish.providers().stream().allMatch(name -> isKnown(name, known))) {
            return Optional.of("providers: not all of them exist");
        }
        if (wish.connections().size() > MOST_CONNECTIONS || !areIds(wish.connections())) {
            return Optional.of("connections: up to " + MOST_CONNECTIONS + " ids of connections of this tenant");
        }
        return wish.expiresAt()
                .filter(end -> !end.isAfter(now) || end.isAfter(now.plus(longest)))
                .map(end -> "expiresAt: a time to come, within " + longest.toDays() + " days");
    }

    private static boolean isKnown(String name, Providers known) {
        return ProviderId.parse(name).flatMap(known::find).isPresent();
    }

    private static boolean areIds(List<String> connections) {
        return connections.stream().allMatch(id -> ConnectionId.parse(id).isPresent());
    }
}
