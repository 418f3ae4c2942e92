package org.integrationstack.proxy.limiter.redis;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import org.jboss.logging.Logger;

import org.integrationstack.proxy.limiter.LimiterSettings;
import org.integrationstack.proxy.limiter.Permits;
import org.integrationstack.proxy.limiter.Quota;
import org.integrationstack.proxy.telemetry.OutageLog;

/**
 * Counts permits in Redis, in one atomic script on Redis's own clock, so that replicas need not agree on the time. The
 * keys of one provider share a hash tag: in a cluster they lie on one node.
 */
@ApplicationScoped
class RedisPermits implements Permits {
    private final ReactiveRedisDataSource redis;
    private final LimiterSettings settings;
    private final Script script = Script.named("take-permits.lua");
    private final OutageLog outages =
            new OutageLog(Logger.getLogger(RedisPermits.class), "Redis for permits", "calls are refused");

    RedisPermits(ReactiveRedisDataSource redis, LimiterSettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    @Override
    public Uni<Decision> take(List<Quota> quotas) {
        List<String> keys = quotas.stream().map(RedisPermits::key).toList();
        List<String> arguments = quotas.stream().flatMap(this::arguments).toList();
        return script.run(redis, keys, arguments)
                .ifNoItem()
                .after(settings.timeout())
                .fail()
                .invoke(outages::answered)
                .map(reply -> decision(quotas, reply))
                .onFailure()
                .recoverWithItem(this::unavailable);
    }

    private static String key(Quota quota) {
        return "permits:{" + quota.provider() + "}:" + quota.holder() + ":" + quota.name();
    }

    private Stream<String> arguments(Quota quota) {
        Duration window = quota.window().plus(settings.margin());
        return Stream.of(quota.permits(), micros(window), quota.cost()).map(String::valueOf);
    }

    private static Decision decision(List<Quota> quotas, Response reply) {
        int blocking = reply.get(0).toInteger();
        return blocking == 0
                ? new Granted()
                : new Exhausted(
                        quotas.get(blocking - 1), Duration.of(reply.get(1).toLong(), ChronoUnit.MICROS));
    }

    private Decision unavailable(Throwable failure) {
        outages.failed(failure);
        return new Unavailable();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
