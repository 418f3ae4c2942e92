package org.integrationstack.connections.refresh;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.IntrospectionAnswer;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * One connection, one provider and some replicas of the real code, on one thread and with a clock of its own. Everything
 * a replica asks of the database or the provider happens in two steps, there and back, in an order drawn by lot; between
 * any two a replica can be killed or frozen, and answers can be lost.
 */
final class World {
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final ProviderId PROVIDER = new ProviderId("simulated");
    private static final TokenRef REF = new TokenRef(new TenantId("acme"), ConnectionId.random(), TokenSlot.MAIN);

    final Random random;
    final AuthorizationServer server;
    final Row row = new Row();
    private final PlainOpening opening = new PlainOpening();
    private final List<Event> events = new ArrayList<>();
    private final ProviderDefinition definition;
    private double faults;
    private boolean keyGoes;
    private byte[] sealedUnderNoKey = {};
    private String inHand = "";
    private Replica hand;
    private Instant handsLease = Instant.MIN;
    private Instant now = START;

    World(long seed, AuthorizationServer.Mode mode, ProviderDefinition definition, double faults) {
        this.random = new Random(seed);
        this.server = new AuthorizationServer(mode, random);
        this.definition = definition;
        this.faults = faults;
        row.put(server.connect(now), now);
    }

    Instant now() {
        return now;
    }

    void healFaults() {
        faults = 0;
    }

    /** The key goes under which the next token that is stored was sealed. */
    void destroyKey() {
        keyGoes = true;
    }

    private boolean isOfAKeyThatIsGone(SealedGrant sealed) {
        if (keyGoes) {
            keyGoes = false;
            sealedUnderNoKey = sealed.accessToken();
        }
        return sealed.accessToken() == sealedUnderNoKey;
    }

    /** Lets one thing happen; false when nothing can but the passing of time. */
    boolean happen() {
        List<Event> possible =
                events.stream().filter(event -> event.isPossible(now)).toList();
        if (possible.isEmpty()) {
            return false;
        }
        possible.get(random.nextInt(possible.size())).happen();
        return true;
    }

    /** Lets time pass; a provider that has not answered a call within its time does not any more. */
    void pass(Duration time) {
        now = now.plus(time);
        List.copyOf(events).stream().filter(event -> event.isLate(now)).forEach(Event::giveUp);
    }

    /** Lets everything happen that is under way. */
    void settle() {
        while (happen() || nextTimer().map(this::passUntil).orElse(false)) {
            // Until nothing is left to do.
        }
    }

    private Optional<Instant> nextTimer() {
        return events.stream().map(event -> event.notBefore).min(Instant::compareTo);
    }

    private boolean passUntil(Instant time) {
        pass(Duration.between(now, time));
        return true;
    }

    /** A step there and a step back. */
    private final class Event {
        private final Replica replica;
        private final Instant notBefore;
        private final Optional<Instant> deadline;
        private Runnable there;
        private Runnable back;
        private Runnable late;

        Event(Replica replica, Instant notBefore, Optional<Instant> deadline) {
            this.replica = replica;
            this.notBefore = notBefore;
            this.deadline = deadline;
        }

        boolean isPossible(Instant at) {
            return !notBefore.isAfter(at) && (there != null || !replica.frozen);
        }

        boolean isLate(Instant at) {
            return deadline.filter(end -> end.isBefore(at)).isPresent() && there != null;
        }

        void happen() {
            if (there != null) {
                Runnable step = there;
                there = null;
                step.run();
            } else {
                events.remove(this);
                back.run();
            }
        }

        /** Late: whether it still takes place over there is a matter of luck. */
        void giveUp() {
            if (random.nextBoolean()) {
                there.run();
            }
            there = null;
            back = late;
        }
    }

    /** The service, once. */
    final class Replica {
        private final Refreshing refreshing;
        private boolean frozen;
        final List<Refreshed> results = new ArrayList<>();
        int wanted;

        Replica() {
            Tokens tokens = new DatabaseTokens(this);
            Standing standing = new DatabaseStanding(this);
            Clock clock = new WorldClock();
            Pauses pauses = new Pauses(Duration.ofSeconds(2), Duration.ofMinutes(5), random);
            Renewals renewals = new Renewals(List.of(new ServerRenewal(this)), new OneProvider());
            Breakers breakers = new Breakers(clock);
            Waiting waiting = new WorldWaiting(this);
            Insisting insisting = new Insisting(waiting, pauses);
            RefreshMetrics metrics = new RefreshMetrics(new SimpleMeterRegistry(), breakers);
            Renewing renewing = new Renewing(
                    tokens,
                    standing,
                    renewals,
                    breakers,
                    opening,
                    new Keeping(
                            tokens,
                            standing,
                            renewals,
                            opening,
                            new Planning(pauses, clock),
                            waiting,
                            insisting,
                            metrics),
                    insisting,
                    pauses,
                    waiting,
                    clock,
                    metrics,
                    LEASE);
            Checking checking = new Checking(
                    tokens,
                    standing,
                    renewals,
                    (provider, kind, inputs, grant) -> op(this, CALL, () -> server.account(grant, now), answer -> {})
                            .onFailure()
                            .recoverWithItem(new AccountAnswer.Unavailable("simulated")),
                    (provider, inputs, grant) -> Uni.createFrom().item(new IntrospectionAnswer.Unsupported()),
                    opening);
            refreshing = new Refreshing(
                    tokens,
                    renewals,
                    renewing,
                    checking,
                    standing,
                    waiting,
                    pauses,
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(5));
        }

        void want(Demand demand) {
            wanted++;
            refreshing.token(REF, demand).subscribe().with(results::add, failure -> {
                throw new AssertionError("a demand failed", failure);
            });
        }

        void freeze(boolean freeze) {
            frozen = freeze;
        }

        boolean frozen() {
            return frozen;
        }

        /** What it was waiting for comes to nobody; what is on its way there arrives, or does not. */
        void kill() {
            if (hand == this) {
                inHand = "";
            }
            List.copyOf(events).stream().filter(event -> event.replica == this).forEach(event -> {
                events.remove(event);
                if (event.there != null && random.nextBoolean()) {
                    event.there.run();
                }
            });
        }
    }

    /** Came to a replica, which has it to itself until it is stored. */
    private void delivered(Replica replica, Instant lease, TokenAnswer answer) {
        if (answer instanceof TokenAnswer.Granted granted) {
            inHand = granted.grant().accessToken().reveal();
            hand = replica;
            handsLease = lease;
        }
    }

    /** Whether what the provider issued last came to nobody, or to somebody who died with it. */
    boolean lastAnswerLost() {
        boolean stored = row.grant.accessToken().reveal().equals(server.accessToken);
        return !stored && !server.accessToken.equals(inHand);
    }

    /** Whether somebody who has it to himself has had all the time of his lease to store it. */
    boolean sleptOverLastAnswer() {
        return !handsLease.isAfter(now);
    }

    private <T> Uni<T> op(Replica replica, Duration limit, Supplier<T> effect, Consumer<T> delivered) {
        return Uni.createFrom().emitter(emitter -> {
            Event event = new Event(replica, now, Optional.of(now.plus(limit)));
            List<T> result = new ArrayList<>();
            event.there = () -> result.add(effect.get());
            event.back = () -> {
                delivered.accept(result.get(0));
                emitter.complete(result.get(0));
            };
            event.late = () -> emitter.fail(new TimeoutException("simulated"));
            events.add(event);
        });
    }

    /** A write that is insisted on: it, or its answer, may be lost. */
    private <T> Uni<T> write(Replica replica, Supplier<T> statement) {
        if (random.nextDouble() >= faults) {
            return sql(replica, statement);
        }
        boolean arrives = random.nextBoolean();
        return this.<T>sql(replica, () -> arrives ? statement.get() : null)
                .chain(() -> Uni.createFrom().failure(new IllegalStateException("simulated")));
    }

    private <T> Uni<T> sql(Replica replica, Supplier<T> statement) {
        return Uni.createFrom().emitter(emitter -> {
            Event event = new Event(replica, now, Optional.empty());
            List<T> result = new ArrayList<>();
            event.there = () -> result.add(statement.get());
            event.back = () -> emitter.complete(result.get(0));
            events.add(event);
        });
    }

    /** The one row there is. */
    final class Row {
        ConnectionStatus status = ConnectionStatus.ACTIVE;
        Optional<Trouble> trouble = Optional.empty();
        Grant grant;
        long version;
        long epoch;
        private Instant issuedAt;
        private Optional<Instant> leasedUntil = Optional.empty();
        private Optional<Instant> askedAt = Optional.empty();
        private Optional<Instant> retryAt = Optional.empty();
        private int failures;
        private boolean afterRefusal;
        private Optional<Instant> checkedAt = Optional.empty();

        void put(Grant issued, Instant at) {
            grant = issued;
            version++;
            epoch++;
            issuedAt = at;
            leasedUntil = Optional.empty();
            askedAt = Optional.empty();
            retryAt = Optional.empty();
            failures = 0;
            checkedAt = Optional.empty();
        }

        private boolean holds(Fence fence) {
            return fence.version() == version && fence.epoch() == epoch;
        }

        private boolean write(Fence fence, Runnable change) {
            if (!holds(fence)) {
                return false;
            }
            epoch++;
            change.run();
            return true;
        }

        private StoredToken read() {
            return new StoredToken(
                    REF,
                    new UserId("alice"),
                    PROVIDER,
                    URI.create("https://provider.example"),
                    ConnectionKind.OAUTH,
                    status,
                    trouble,
                    1,
                    "account",
                    grant.scopes(),
                    Map.of(),
                    opening.seal(REF, grant),
                    new TokenState(
                            version,
                            1,
                            epoch,
                            grant.refreshToken().isPresent(),
                            issuedAt,
                            grant.expiresAt(),
                            Optional.empty(),
                            leasedUntil,
                            askedAt,
                            retryAt,
                            failures,
                            afterRefusal,
                            checkedAt,
                            Optional.empty(),
                            true,
                            now));
        }
    }

    private final class DatabaseTokens implements Tokens {
        private final Replica replica;

        DatabaseTokens(Replica replica) {
            this.replica = replica;
        }

        @Override
        public Uni<Optional<StoredToken>> read(TokenRef ref) {
            return sql(replica, () -> Optional.of(row.read()));
        }

        @Override
        public Uni<Optional<ConnectionStatus>> status(TokenRef ref) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Boolean> claim(Fence seen, Duration lease) {
            return sql(
                    replica,
                    () -> row.write(seen, () -> {
                        row.leasedUntil = Optional.of(now.plus(lease));
                        row.askedAt = Optional.of(now);
                    }));
        }

        @Override
        public Uni<Boolean> store(Fence held, NewToken token) {
            if (isOfAKeyThatIsGone(token.grant())) {
                return Uni.createFrom().failure(new KeyGoneException(null));
            }
            return write(replica, () -> {
                Grant grant = opening.open(token.grant());
                if (!row.holds(held)) {
                    return row.version == held.version() + 1
                            && row.grant.accessToken().equals(grant.accessToken());
                }
                row.put(grant, now);
                row.afterRefusal = token.afterRefusal();
                return true;
            });
        }

        @Override
        public Uni<Boolean> release(Fence held, Release release) {
            return write(
                    replica,
                    () -> row.write(held, () -> {
                        row.leasedUntil = Optional.empty();
                        row.askedAt = release.outcomeUnknown() ? row.askedAt : Optional.empty();
                        row.failures = release.failures();
                        row.retryAt = Optional.of(now.plus(release.pause()));
                    }));
        }

        @Override
        public Uni<Boolean> checked(Fence seen) {
            return sql(replica, () -> row.write(seen, () -> row.checkedAt = Optional.of(now)));
        }

        @Override
        public Uni<Boolean> plan(Fence seen, Plan plan) {
            return sql(replica, () -> row.write(seen, () -> row.grant = ending(row.grant, plan.expiresAt())));
        }

        @Override
        public Uni<List<TokenRef>> takeDue(int limit, Duration again) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Long> countDue() {
            throw new UnsupportedOperationException();
        }
    }

    private static Grant ending(Grant grant, Optional<Instant> end) {
        return new Grant(
                grant.accessToken(), grant.refreshToken(), grant.tokenType(), grant.scopes(), end, grant.values());
    }

    private final class DatabaseStanding implements Standing {
        private final Replica replica;

        DatabaseStanding(Replica replica) {
            this.replica = replica;
        }

        @Override
        public Uni<Boolean> lost(Fence held, Trouble trouble) {
            return write(
                    replica,
                    () -> row.write(held, () -> {
                        row.status = ConnectionStatus.NEEDS_REAUTHORIZATION;
                        row.trouble = Optional.of(trouble);
                        row.leasedUntil = Optional.empty();
                    }));
        }

        @Override
        public Uni<Void> failing(TokenRef ref) {
            return sql(replica, () -> {
                if (row.status == ConnectionStatus.ACTIVE) {
                    row.status = ConnectionStatus.DEGRADED;
                    row.trouble = Optional.of(Trouble.REFRESH_FAILING);
                }
                return null;
            });
        }

        @Override
        public Uni<Void> orphaned(StoredToken token, Grant grant) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> granted(TokenRef ref, Set<String> scopes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> recovered(TokenRef ref) {
            return sql(replica, () -> {
                if (row.status != ConnectionStatus.ACTIVE) {
                    row.status = ConnectionStatus.ACTIVE;
                    row.trouble = Optional.empty();
                }
                return null;
            });
        }
    }

    private final class ServerRenewal implements Renewal {
        private final Replica replica;

        ServerRenewal(Replica replica) {
            this.replica = replica;
        }

        @Override
        public ConnectionKind kind() {
            return ConnectionKind.OAUTH;
        }

        @Override
        public boolean renews(boolean hasRefreshToken) {
            return hasRefreshToken;
        }

        @Override
        public URI endpoint(Renewable renewable) {
            return URI.create("https://provider.example/token");
        }

        @Override
        public UnknownOutcome unknownOutcome(ProviderDefinition provider) {
            return server.mode().rule();
        }

        @Override
        public Uni<TokenAnswer> renew(Renewable renewable) {
            if (random.nextDouble() < faults) {
                return op(replica, CALL, () -> new TokenAnswer.Unavailable("simulated"), answer -> {});
            }
            Instant lease = row.leasedUntil.orElseThrow();
            boolean loses = random.nextDouble() < faults;
            boolean reaches = !loses || random.nextBoolean();
            TokenAnswer lost = new TokenAnswer.Unknown(TokenAnswer.Cause.LOST, "simulated");
            return op(
                    replica,
                    CALL,
                    () -> {
                        TokenAnswer answer = reaches ? server.refresh(renewable.grant(), now) : lost;
                        return loses ? lost : answer;
                    },
                    answer -> delivered(replica, lease, answer));
        }
    }

    private final class WorldWaiting implements Waiting {
        private final Replica replica;

        WorldWaiting(Replica replica) {
            this.replica = replica;
        }

        @Override
        public Uni<Void> pause(Duration time) {
            return Uni.createFrom().emitter(emitter -> {
                Event event = new Event(replica, now.plus(time), Optional.empty());
                event.there = () -> {};
                event.back = () -> emitter.complete(null);
                events.add(event);
            });
        }

        @Override
        public Duration elapsed() {
            return Duration.between(START, now);
        }
    }

    private final class WorldClock extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private final class OneProvider implements Providers {
        @Override
        public Optional<ProviderDefinition> find(ProviderId id) {
            return Optional.of(definition);
        }

        @Override
        public List<ProviderDefinition> all() {
            return List.of(definition);
        }
    }
}
