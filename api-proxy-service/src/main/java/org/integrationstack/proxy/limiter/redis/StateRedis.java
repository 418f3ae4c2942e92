package org.integrationstack.proxy.limiter.redis;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.startup.Prerequisite;

/** Without the Redis that counts permits no call may be made. The cache's Redis is not needed. */
@ApplicationScoped
class StateRedis implements Prerequisite {
    private final ReactiveRedisDataSource redis;

    StateRedis(ReactiveRedisDataSource redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "Redis";
    }

    @Override
    public Uni<Void> establish() {
        return redis.execute("PING").replaceWithVoid();
    }

    @Override
    public Uni<Void> check() {
        return establish();
    }
}
