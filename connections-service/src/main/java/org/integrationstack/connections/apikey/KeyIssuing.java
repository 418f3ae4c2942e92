package org.integrationstack.connections.apikey;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.connection.ConnectionDirectory;

/** Makes, lists and revokes the keys of an admin's tenant. */
@ApplicationScoped
public class KeyIssuing {
    /** An expired key is shown, and remembered by every service, for that long. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final KeyRegister register;
    private final ConnectionDirectory directory;
    private final Providers providers;
    private final KeySettings settings;
    private final SecureRandom random;
    private final Clock clock;

    @Inject
    KeyIssuing(
            KeyRegister register,
            ConnectionDirectory directory,
            Providers providers,
            KeySettings settings,
            SecureRandom random,
            Clock clock) {
        this.register = register;
        this.directory = directory;
        this.providers = providers;
        this.settings = settings;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A new key, good within moments in every service.
     *
     * @param once how the same request is known when it comes again, if it may
     */
    public Uni<IssueOutcome> issue(Caller admin, KeyWish wish, Optional<Once> once) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<String> violation = KeyRules.violation(wish, providers, now, settings.lifetime());
        if (violation.isPresent()) {
            return Uni.createFrom().item(new IssueOutcome.Invalid(violation.get()));
        }
        List<ConnectionId> connections = wish.connections().stream()
                .map(id -> ConnectionId.parse(id).orElseThrow())
                .distinct()
                .toList();
        return directory
                .seesAll(admin, Set.copyOf(connections))
                .chain(all -> all
                        ? add(admin, wish, connections, now, once)
                        : Uni.createFrom().item(new IssueOutcome.Invalid("connections: not all of them exist")));
    }

    /** Ends a key: every service refuses it within moments. False when the tenant has none of that id. */
    public Uni<Boolean> revoke(Caller admin, UUID id) {
        return register.revoke(admin, id, clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** A page of the tenant's keys, those that have ended among them. */
    public Uni<Page<IssuedKey>> list(Caller admin, Optional<Position> after) {
        return register.page(admin.tenant(), after);
    }

    /** Forgets keys that expired long ago. */
    public Uni<Void> forgetExpired() {
        return register.forgetExpired(clock.instant().minus(KEPT)).replaceWithVoid();
    }

    private Uni<IssueOutcome> add(
            Caller admin, KeyWish wish, List<ConnectionId> connections, Instant now, Optional<Once> once) {
        ApiKey key = ApiKey.generate(UUID.randomUUID(), random);
        IssuedKey issued = new IssuedKey(
                key.id(),
                admin.tenant(),
                wish.name(),
                key.hash(),
                wish.scopes().stream().distinct().sorted().toList(),
                wish.providers().stream()
                        .distinct()
                        .sorted()
                        .map(ProviderId::new)
                        .toList(),
                connections,
                admin.subject(),
                now,
                wish.expiresAt().orElse(now.plus(settings.lifetime())).truncatedTo(ChronoUnit.MICROS),
                Optional.empty(),
                1);
        return register.add(issued, key, settings.most(), once).chain(outcome -> answer(outcome, issued, key));
    }

    private Uni<IssueOutcome> answer(AddOutcome outcome, IssuedKey issued, ApiKey key) {
        if (outcome instanceof AddOutcome.Earlier earlier) {
            return register.find(issued.tenant(), earlier.key().id())
                    .map(found -> found.<IssueOutcome>map(it -> new IssueOutcome.Issued(it, earlier.key(), true))
                            .orElseGet(IssueOutcome.Gone::new));
        }
        if (outcome instanceof AddOutcome.Added) {
            return Uni.createFrom().item(new IssueOutcome.Issued(issued, key, false));
        }
        return Uni.createFrom()
                .item(
                        outcome instanceof AddOutcome.TooMany
                                ? new IssueOutcome.TooMany(settings.most())
                                : new IssueOutcome.KeyReused());
    }
}
