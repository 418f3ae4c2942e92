package org.integrationstack.connections.wiring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.startup.Prerequisite;

/** The Redis that keeps what browsers are in the middle of. */
@ApplicationScoped
class StateRedis implements Prerequisite {
    private final ReactiveRedisDataSource redis;

    @Inject
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
