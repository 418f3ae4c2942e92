package org.integrationstack.proxy.cache.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.redis.client.RedisClientName;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.value.ReactiveValueCommands;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.proxy.cache.AnswerStore;
import org.integrationstack.proxy.cache.CacheKey;
import org.integrationstack.proxy.cache.CacheSettings;
import org.integrationstack.proxy.cache.StoredAnswer;
import org.integrationstack.proxy.telemetry.OutageLog;

/**
 * Keeps answers in the Redis that may evict them, sealed: who reads that Redis learns only that a connection has asked
 * for something. An entry opens only under the key it was kept under.
 */
@ApplicationScoped
class RedisAnswerStore implements AnswerStore {
    private static final Logger LOG = Logger.getLogger(RedisAnswerStore.class);

    private final ReactiveRedisDataSource redis;
    private final ReactiveValueCommands<String, byte[]> values;
    private final Sealer sealer;
    private final CacheSettings settings;
    private final OutageLog outages = new OutageLog(LOG, "Redis for the cache", "providers are asked instead");

    RedisAnswerStore(
            @RedisClientName("cache") ReactiveRedisDataSource redis,
            @ConfigProperty(name = "integration.keys.cache") String keys,
            CacheSettings settings) {
        this.redis = redis;
        this.values = redis.value(byte[].class);
        this.sealer = Keyset.parse(Secret.of(keys)).sealer();
        this.settings = settings;
    }

    @Override
    public Uni<Lookup> find(CacheKey key) {
        return values.get(key.toString())
                .ifNoItem()
                .after(settings.timeout())
                .fail()
                .invoke(outages::answered)
                .map(bytes -> bytes == null ? new Absent() : open(key, bytes))
                .onFailure()
                .recoverWithItem(failure -> {
                    outages.failed(failure);
                    return new Unavailable();
                });
    }

    @Override
    public Uni<Void> keep(CacheKey key, StoredAnswer answer, Duration time) {
        byte[] bytes = sealer.seal(StoredAnswerFormat.write(answer), associatedData(key));
        return attempt(values.setex(key.toString(), time.toSeconds(), bytes));
    }

    @Override
    public Uni<Void> forget(CacheKey key) {
        return attempt(redis.key().del(key.toString()).replaceWithVoid());
    }

    private Uni<Void> attempt(Uni<Void> command) {
        return command.ifNoItem().after(settings.timeout()).fail().onFailure().recoverWithUni(failure -> {
            outages.failed(failure);
            return Uni.createFrom().voidItem();
        });
    }

    private Lookup open(CacheKey key, byte[] bytes) {
        try {
            byte[] plain = sealer.open(bytes, associatedData(key));
            return StoredAnswerFormat.read(plain).<Lookup>map(Found::new).orElseGet(Absent::new);
        } catch (SealBrokenException | IOException e) {
            LOG.warn("an entry of the cache is not ours or broken; it counts as absent");
            return new Absent();
        }
    }

    private static byte[] associatedData(CacheKey key) {
        return key.toString().getBytes(StandardCharsets.UTF_8);
    }
}
