package org.integrationstack.connections.authorization.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.value.ReactiveValueCommands;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.connections.authorization.OneTimeRecords;
import org.integrationstack.connections.authorization.OneTimeSecret;

/** One-time records in Redis: sealed JSON under {@code connections:<kind>:<name>}, taken with {@code GETDEL}. */
@ApplicationScoped
class RedisOneTimeRecords implements OneTimeRecords {
    private static final Logger LOG = Logger.getLogger(RedisOneTimeRecords.class);

    private final ReactiveValueCommands<String, byte[]> values;
    private final ObjectMapper json;
    private final SecureRandom random;

    @Inject
    RedisOneTimeRecords(ReactiveRedisDataSource redis, ObjectMapper json, SecureRandom random) {
        this.values = redis.value(byte[].class);
        this.json = json;
        this.random = random;
    }

    @Override
    public <T> Uni<Void> put(Kind<T> kind, OneTimeSecret secret, T content, Duration lifetime) {
        return values.psetex(key(kind, secret), lifetime.toMillis(), secret.seal(kind.name(), write(content), random));
    }

    @Override
    public <T> Uni<Optional<T>> take(Kind<T> kind, OneTimeSecret secret) {
        return values.getdel(key(kind, secret)).map(stored -> open(kind, secret, stored));
    }

    @Override
    public <T> Uni<Optional<T>> peek(Kind<T> kind, OneTimeSecret secret) {
        return values.get(key(kind, secret)).map(stored -> open(kind, secret, stored));
    }

    private static String key(Kind<?> kind, OneTimeSecret secret) {
        return "connections:" + kind.name() + ":" + secret.name(kind.name());
    }

    private <T> Optional<T> open(Kind<T> kind, OneTimeSecret secret, byte[] sealed) {
        return Optional.ofNullable(sealed).flatMap(bytes -> read(kind, secret.open(kind.name(), bytes)));
    }

    private byte[] write(Object content) {
        try {
            return json.writeValueAsBytes(content);
        } catch (IOException e) {
            throw new UncheckedIOException("a one-time record that is not JSON", e);
        }
    }

    /** Empty for a record of another version of this service: who holds its secret begins again. */
    private <T> Optional<T> read(Kind<T> kind, byte[] content) {
        try {
            return Optional.of(json.readValue(content, kind.type()));
        } catch (IOException e) {
            // Its message quotes the record.
            LOG.warnf("a one-time record of another form (%s) is left out", kind.name());
            return Optional.empty();
        }
    }
}
