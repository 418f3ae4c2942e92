package org.integrationstack.proxy.limiter.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import jakarta.inject.Inject;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.redis.client.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.proxy.limiter.LimiterSettings;
import org.integrationstack.proxy.limiter.Permits.Decision;
import org.integrationstack.proxy.limiter.Permits.Exhausted;
import org.integrationstack.proxy.limiter.Permits.Granted;
import org.integrationstack.proxy.limiter.Quota;
import org.integrationstack.proxy.testing.ProxyTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@ProxyTest
class RedisPermitsIT {
    private static final ProviderId PROVIDER = new ProviderId("permits-it");

    @Inject
    ReactiveRedisDataSource redis;

    @Inject
    LimiterSettings settings;

    static LongStream seeds() {
        return new Random(20260302).longs(40);
    }

    /** The oracle remembers every grant and counts those in the window, which is what the promise says. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithCountingEveryGrant(long seed) {
        Random random = new Random(seed);
        Script script =
                Script.of(Script.named("take-permits.lua").text().replace("redis.call('TIME')", "{ 0, ARGV[#ARGV] }"));
        List<Oracle> oracles = IntStream.rangeClosed(1, 1 + random.nextInt(3))
                .mapToObj(i -> new Oracle("oracle:{" + seed + "}:" + i, 1 + random.nextInt(6), 1 + random.nextInt(300)))
                .toList();
        long now = 1_700_000_000_000_000L;
        for (int step = 0; step < 150; step++) {
            now += random.nextInt(60);
            List<String> arguments = new ArrayList<>();
            List<Integer> costs = new ArrayList<>();
            for (Oracle oracle : oracles) {
                int cost = 1 + random.nextInt(oracle.permits());
                costs.add(cost);
                arguments.addAll(List.of("" + oracle.permits(), "" + oracle.window(), "" + cost));
            }
            arguments.add("" + now);

            Response reply = script.run(redis, oracles.stream().map(Oracle::key).toList(), arguments)
                    .await()
                    .indefinitely();

            long wait = 0;
            for (int i = 0; i < oracles.size(); i++) {
                wait = Math.max(wait, oracles.get(i).waitFor(costs.get(i), now));
            }
            assertThat(reply.get(1).toLong()).as("wait at step %d", step).isEqualTo(wait);
            assertThat(reply.get(0).toInteger() == 0).isEqualTo(wait == 0);
            if (wait == 0) {
                for (int i = 0; i < oracles.size(); i++) {
                    oracles.get(i).grant(now, costs.get(i));
                }
            }
        }
    }

    @Test
    void grantsNoMoreThanThePermitsHoweverManyReplicasAsk() {
        Quota quota = quota("replicas", 7, Duration.ofMinutes(1));
        RedisPermits one = new RedisPermits(redis, settings);
        RedisPermits other = new RedisPermits(redis, settings);

        List<CompletableFuture<Decision>> asked = IntStream.range(0, 60)
                .mapToObj(i -> (i % 2 == 0 ? one : other).take(List.of(quota)).subscribeAsCompletionStage())
                .toList();
        List<Decision> decisions = asked.stream().map(CompletableFuture::join).toList();

        assertThat(decisions).filteredOn(Granted.class::isInstance).hasSize(7);
        assertThat(decisions)
                .filteredOn(Exhausted.class::isInstance)
                .hasSize(53)
                .allSatisfy(decision -> assertThat(((Exhausted) decision).retryAfter())
                        .isBetween(Duration.ofSeconds(40), Duration.ofSeconds(61)));
    }

    @Test
    void grantsAgainWhenTheWindowHasPassed() {
        Quota quota = quota("window", 2, Duration.ofSeconds(2));
        RedisPermits permits = new RedisPermits(redis, settings);
        assertThat(take(permits, quota)).isInstanceOf(Granted.class);
        assertThat(take(permits, quota)).isInstanceOf(Granted.class);
        assertThat(take(permits, quota)).isInstanceOf(Exhausted.class);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(take(permits, quota)).isInstanceOf(Granted.class));
    }

    @Test
    void chargesNoQuotaWhenOneRefuses() {
        Quota wide = quota("wide", 2, Duration.ofMinutes(1));
        Quota narrow = quota("narrow", 1, Duration.ofMinutes(1));
        RedisPermits permits = new RedisPermits(redis, settings);
        take(permits, wide, narrow);

        assertThat(take(permits, wide, narrow))
                .isInstanceOfSatisfying(
                        Exhausted.class,
                        exhausted -> assertThat(exhausted.quota()).isEqualTo(narrow));

        assertThat(take(permits, wide)).isInstanceOf(Granted.class);
    }

    @Test
    void findsItsScriptAgainWhenRedisHasForgottenIt() {
        redis.execute("SCRIPT", "FLUSH").await().indefinitely();

        assertThat(take(new RedisPermits(redis, settings), quota("forgotten", 1, Duration.ofMinutes(1))))
                .isInstanceOf(Granted.class);
    }

    private static Decision take(RedisPermits permits, Quota... quotas) {
        return permits.take(List.of(quotas)).await().indefinitely();
    }

    private static Quota quota(String holder, int permits, Duration window) {
        return new Quota(PROVIDER, holder, "test", permits, window, 1);
    }

    /** A quota of which every grant is remembered. */
    private record Oracle(String key, int permits, long window, List<Long> grants) {
        Oracle(String key, int permits, long window) {
            this(key, permits, window, new ArrayList<>());
        }

        /** Tries every later microsecond until the permits fit into the window that ends there. */
        long waitFor(int cost, long now) {
            long at = now;
            while (inWindowEndingAt(at) + cost > permits) {
                at++;
            }
            return at - now;
        }

        void grant(long now, int cost) {
            for (int i = 0; i < cost; i++) {
                grants.add(now);
            }
        }

        private long inWindowEndingAt(long end) {
            return grants.stream().filter(grant -> grant > end - window).count();
        }
    }
}
