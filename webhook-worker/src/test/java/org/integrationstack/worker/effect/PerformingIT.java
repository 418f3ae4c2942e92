package org.integrationstack.worker.effect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.worker.claiming.Executor;
import org.integrationstack.worker.delivery.postgres.LedgerDatabase;
import org.integrationstack.worker.effect.EffectFixture.Remote;
import org.integrationstack.worker.effect.EffectOutcome.Done;
import org.integrationstack.worker.effect.EffectOutcome.NotDone;
import org.integrationstack.worker.effect.EffectOutcome.Postponed;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectOutcome.Uncertain;

import static java.util.Optional.empty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.integrationstack.worker.effect.EffectFixture.effect;

class PerformingIT {
    private static final Map<String, String> DEFAULTS = Map.of();

    /** What arrived, by key. */
    private final Map<String, AtomicInteger> receiver = new ConcurrentHashMap<>();

    private EffectFixture fixture;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void twoExecutorsPerformEveryEffectWhateverFails() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Integer> failures = new ConcurrentHashMap<>();
        Remote unreliable = new Remote("call", true, call -> {
            int attempt = receive(call);
            int failing = failures.get((String) call.arguments().get("name"));
            if (attempt > failing) {
                return done();
            }
            return switch ((attempt + failing) % 4) {
                case 0 -> throw new IllegalStateException("on purpose");
                case 1 -> Uni.createFrom().failure(new IllegalStateException("on purpose"));
                case 2 -> Uni.createFrom().item(new NotDone("busy", empty()));
                default -> Uni.createFrom().item(new Uncertain("no answer"));
            };
        });
        fixture = new EffectFixture(unreliable);
        fixture.start(DEFAULTS);
        fixture.start(DEFAULTS);
        for (int delivery = 0; delivery < 20; delivery++) {
            PlannedEffect[] planned = IntStream.range(0, 1 + random.nextInt(8))
                    .mapToObj(n -> effect("effect-" + failures.size() + "-" + n, "call"))
                    .toArray(PlannedEffect[]::new);
            for (PlannedEffect effect : planned) {
                failures.put(effect.name(), Math.max(0, random.nextInt(8) - 3));
            }
            fixture.handled("tenant-" + random.nextInt(4), planned);
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> fixture.open() == 0);

        assertThat(fixture.database.query("select name, status, attempts from effect"))
                .as("seed %d", seed)
                .hasSameSizeAs(failures.keySet())
                .allSatisfy(row -> {
                    assertThat(row.getString("status")).isEqualTo("succeeded");
                    assertThat(row.getInteger("attempts")).isEqualTo(failures.get(row.getString("name")) + 1);
                });
        assertThat(receiver).as("seed %d", seed).hasSameSizeAs(failures.keySet());
        assertThat(receiver.values().stream().mapToInt(AtomicInteger::get).sum())
                .isEqualTo(failures.values().stream().mapToInt(n -> n + 1).sum());
    }

    @Test
    void anEffectWhoseReplicaDiedIsRepeatedUnderTheSameKey() {
        fixture = new EffectFixture(counting("call", true));
        fixture.handled("acme", effect("one", "call"));
        EffectClaim lost = fixture.claimAndDie();
        receive(lost.call().orElseThrow());

        fixture.start(DEFAULTS);

        await().until(() -> fixture.open() == 0);
        assertThat(fixture.states()).containsExactly("one succeeded null");
        assertThat(receiver)
                .hasSize(1)
                .hasEntrySatisfying(key(lost), count -> assertThat(count).hasValue(2));
        assertThat(record(lost))
                .as("a claim that was taken over writes nothing")
                .isFalse();
        assertThat(fixture.effect("one").getInteger("attempts")).isEqualTo(2);
    }

    @Test
    void anEffectThatDiedBeforeItsCallIsPerformedOnce() {
        fixture = new EffectFixture(counting("call", true));
        fixture.handled("acme", effect("one", "call"));
        EffectClaim lost = fixture.claimAndDie();

        fixture.start(DEFAULTS);

        await().until(() -> fixture.open() == 0);
        assertThat(receiver)
                .hasSize(1)
                .hasEntrySatisfying(key(lost), count -> assertThat(count).hasValue(1));
    }

    @Test
    void anInterruptedEffectThatMustNotBeRepeatedIsUnknown() {
        fixture = new EffectFixture(counting("call", false));
        fixture.handled("acme", effect("one", "call"));
        EffectClaim lost = fixture.claimAndDie();
        receive(lost.call().orElseThrow());

        fixture.start(DEFAULTS);

        await().until(() -> fixture.open() == 0);
        assertThat(fixture.states()).containsExactly("one unknown an attempt was interrupted, and is not repeated");
        assertThat(receiver.get(key(lost))).hasValue(1);
        assertThat(fixture.effect("one").getInteger("attempts")).isEqualTo(1);
    }

    @Test
    void anAttemptThatTakesTooLongIsOfUnknownEnd() {
        fixture = new EffectFixture(
                new Remote("never", false, call -> Uni.createFrom().nothing()), counting("call", true));
        fixture.handled("acme", effect("never", "never"), effect("one", "call"));

        fixture.start(Map.of("timeout", "100ms"));

        await().until(() -> fixture.open() == 0);
        assertThat(fixture.states())
                .containsExactly("never unknown the attempt took longer than PT0.1S", "one succeeded null");
    }

    @Test
    void whatFailsIsTriedAgainAloneUntilItIsEnough() {
        fixture = new EffectFixture(
                counting("call", true),
                new Remote("busy", true, call -> counted(call, new NotDone("busy", empty()))),
                new Remote("no", true, call -> counted(call, new Refused("no such channel"))));
        fixture.handled("acme", effect("busy", "busy"), effect("no", "no"), effect("one", "call"));

        fixture.start(Map.of("max-attempts", "4"));

        await().until(() -> fixture.open() == 0);
        assertThat(fixture.states())
                .containsExactly("busy failed busy", "no failed no such channel", "one succeeded null");
        assertThat(fixture.effect("busy").getInteger("attempts")).isEqualTo(4);
        assertThat(fixture.effect("no").getInteger("attempts")).isEqualTo(1);
        assertThat(fixture.effect("one").getBuffer("arguments")).isNull();
    }

    @Test
    void waitsAsLongAsTheReceiverWishes() {
        fixture = new EffectFixture(new Remote(
                "busy", true, call -> Uni.createFrom().item(new NotDone("busy", Optional.of(Duration.ofMinutes(7))))));
        fixture.handled("acme", effect("busy", "busy"));

        fixture.start(DEFAULTS);

        await().until(() -> fixture.effect("busy").getString("status").equals("retrying"));
        assertThat(
                        fixture.database.count(
                                "select count(*) from effect where due between now() + interval '6 minutes' and now() + interval '8 minutes'"))
                .isEqualTo(1);
    }

    @Test
    void whatIsPutOffIsNoAttempt() {
        fixture = new EffectFixture(new Remote(
                "later",
                true,
                call -> receive(call) < 4
                        ? Uni.createFrom().item(new Postponed("too many", Duration.ofMillis(1)))
                        : done()));
        fixture.handled("acme", effect("later", "later"));

        fixture.start(Map.of("max-attempts", "2"));

        await().until(() -> fixture.open() == 0);
        assertThat(fixture.effect("later").getString("status")).isEqualTo("succeeded");
        assertThat(fixture.effect("later").getInteger("attempts")).isEqualTo(1);
    }

    @Test
    void aTenantWithMuchToDoHoldsUpNoOther() {
        CompletableFuture<EffectOutcome> release = new CompletableFuture<>();
        AtomicInteger running = new AtomicInteger();
        fixture = new EffectFixture(
                new Remote("slow", true, call -> {
                    running.incrementAndGet();
                    return Uni.createFrom().completionStage(release.copy());
                }),
                counting("call", true));
        PlannedEffect[] many = IntStream.range(0, 50)
                .mapToObj(n -> effect("slow-" + n, "slow"))
                .toArray(PlannedEffect[]::new);
        fixture.handled("acme", many);
        fixture.start(Map.of("concurrency", "5", "per-tenant", "3"));
        await().until(() -> running.get() == 3);

        fixture.handled("aaa", effect("one", "call"));
        fixture.handled("globex", effect("two", "call"));

        await().until(() -> receiver.size() == 2);
        assertThat(running).hasValue(3);
        release.complete(new Done(Map.of()));
        await().until(() -> fixture.open() == 0);
    }

    @Test
    void callsAreMadeOutsideAnyTransaction() {
        List<Long> open = new ArrayList<>();
        fixture = new EffectFixture(new Remote(
                "call",
                true,
                call -> fixture.database
                        .callers()
                        .query("select count(*) from pg_stat_activity where state like 'idle in transaction%'")
                        .execute()
                        .invoke(rows -> open.add(rows.iterator().next().getLong(0)))
                        .replaceWith(new Done(Map.of()))));
        fixture.handled("acme", effect("one", "call"));

        fixture.start(DEFAULTS);

        await().until(() -> fixture.open() == 0);
        assertThat(open).containsExactly(0L);
    }

    @Test
    void finishesWhatItHasBegunBeforeItStops() {
        CompletableFuture<EffectOutcome> release = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        fixture = new EffectFixture(new Remote("slow", false, call -> {
            begun.complete(null);
            return Uni.createFrom().completionStage(release);
        }));
        fixture.handled("acme", effect("one", "slow"));
        Executor<EffectClaim> executor = fixture.start(DEFAULTS);
        await().until(begun::isDone);

        CompletableFuture<Void> stopped = executor.stop().subscribeAsCompletionStage();
        assertThat(stopped).isNotDone();
        release.complete(new Done(Map.of()));

        await().until(stopped::isDone);
        assertThat(fixture.states()).containsExactly("one succeeded null");
    }

    @Test
    void anEffectThatEndsItsReplicaEachTimeIsGivenUp() {
        fixture = new EffectFixture(counting("call", true));
        fixture.handled("acme", effect("one", "call"));
        fixture.database.query("update effect set crashes = 9, attempts = 9, status = 'processing'");

        fixture.start(DEFAULTS);

        await().until(() -> fixture.open() == 0);
        assertThat(fixture.states()).containsExactly("one unknown no attempt came to its end");
        assertThat(receiver).isEmpty();
    }

    @Test
    void whatItsKeyDoesNotOpenIsRefused() {
        fixture = new EffectFixture(counting("call", true));
        fixture.handled("acme", effect("one", "call"));
        fixture.database.query("update effect set key = key || '0'");

        fixture.start(DEFAULTS);

        await().until(() -> fixture.open() == 0);
        assertThat(fixture.states()).containsExactly("one failed its arguments cannot be opened any more");
    }

    private boolean record(EffectClaim claim) {
        EffectVerdict verdict =
                new EffectVerdict(EffectStatus.FAILED, empty(), Map.of(), empty(), EffectVerdict.Counts.ATTEMPT);
        return LedgerDatabase.await(fixture.ledger.record(claim, verdict));
    }

    private Remote counting(String name, boolean repeatable) {
        return new Remote(name, repeatable, call -> counted(call, new Done(Map.of())));
    }

    private Uni<EffectOutcome> counted(EffectCall call, EffectOutcome outcome) {
        receive(call);
        return Uni.createFrom().item(outcome);
    }

    /** @return which call of this key it is */
    private int receive(EffectCall call) {
        return receiver.computeIfAbsent(call.key().value(), key -> new AtomicInteger())
                .incrementAndGet();
    }

    private static Uni<EffectOutcome> done() {
        return Uni.createFrom().item(new Done(Map.of("id", "42")));
    }

    private static String key(EffectClaim claim) {
        return claim.call().orElseThrow().key().value();
    }
}
