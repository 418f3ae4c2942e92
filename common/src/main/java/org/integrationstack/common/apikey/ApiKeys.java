package org.integrationstack.common.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;

/** The keys that the topic has told of, in memory: a few hundred bytes each. Thread-safe. */
final class ApiKeys {
    /** Compared with when there is no such key, so that a refusal takes the same work whatever its reason. */
    private static final String HASH_OF_NOTHING = "0".repeat(64);

    private final Map<UUID, Known> known = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Duration longestSilence;
    private volatile Instant confirmedAt;

    /** @param longestSilence how long what is known counts when Kafka does not confirm that it is all there is */
    ApiKeys(InstantSource clock, Duration longestSilence) {
        this.clock = clock;
        this.longestSilence = longestSilence;
    }

    /** Who holds the key; empty when it is none of ours, revoked or expired. */
    Optional<ApiKeyHolder> holder(ApiKey key) {
        Optional<Known> found = Optional.ofNullable(known.get(key.id()));
        boolean same = isEqual(found.map(Known::hash).orElse(HASH_OF_NOTHING), key.hash());
        return found.filter(it -> same && isLive(it)).map(it -> new ApiKeyHolder(key.id(), it.caller(), this));
    }

    /** Whether a key that was accepted would be so now. */
    boolean isLive(UUID key) {
        Known found = known.get(key);
        return found != null && isLive(found) && isComplete();
    }

    /**
     * Whether all is known that was on the topic a moment ago, so that an unknown key can be refused, and a known one was
     * not revoked long since.
     */
    boolean isComplete() {
        return silence().filter(it -> it.compareTo(longestSilence) < 0).isPresent();
    }

    /** How long ago that was confirmed last; empty where it never was. */
    Optional<Duration> silence() {
        return Optional.ofNullable(confirmedAt).map(at -> Duration.between(at, clock.instant()));
    }

    /** Everything is known that was on the topic then. */
    void confirm(Instant at) {
        confirmedAt = at;
    }

    /**
     * Learns a change, unless a newer one is known.
     *
     * @throws MalformedEventException when it names what cannot be
     */
    void learn(ApiKeyChanged change) {
        Known next = read(change);
        known.merge(change.key(), next, (present, latest) -> latest.version() > present.version() ? latest : present);
    }

    /** Forgets a key, which is refused from then on. */
    void forget(UUID key) {
        known.remove(key);
    }

    private boolean isLive(Known key) {
        return !key.revoked() && clock.instant().isBefore(key.expiresAt());
    }

    /** A key may do what a tenant can give, whatever the topic says. */
    private static Known read(ApiKeyChanged change) {
        try {
            Set<String> scopes = change.scopes().stream()
                    .filter(Access.OF_TENANTS_PROGRAMS::contains)
                    .collect(Collectors.toSet());
            Set<ProviderId> providers =
                    change.providers().stream().map(ProviderId::new).collect(Collectors.toSet());
            Caller caller = new Caller(
                    change.tenant(),
                    new UserId("api-key:" + change.key()),
                    Set.of(),
                    scopes,
                    new Narrowing(providers, Set.copyOf(change.connections())));
            return new Known(change.version(), change.hash(), caller, change.expiresAt(), change.revoked());
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("an API key that is narrowed to what cannot be");
        }
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private record Known(long version, String hash, Caller caller, Instant expiresAt, boolean revoked) {}
}
