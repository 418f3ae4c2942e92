package org.integrationstack.proxy.limiter.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * A Lua script that Redis keeps compiled.
 *
 * <p>Source: Redis documentation, "Scripting with Lua": a script is called by its SHA-1, and sent again when Redis has
 * forgotten it, as it does when it restarts.
 */
record Script(String text, String digest) {
    static Script named(String resource) {
        try (InputStream in = Script.class.getResourceAsStream(resource)) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Script of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(text, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Uni<Response> run(ReactiveRedisDataSource redis, List<String> keys, List<String> arguments) {
        return redis.execute("EVALSHA", command(digest, keys, arguments))
                .onFailure(Script::isForgotten)
                .recoverWithUni(() -> redis.execute("EVAL", command(text, keys, arguments)));
    }

    private static boolean isForgotten(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }

    private static String[] command(String script, List<String> keys, List<String> arguments) {
        Stream<String> head = Stream.of(script, Integer.toString(keys.size()));
        return Stream.of(head, keys.stream(), arguments.stream())
                .flatMap(it -> it)
                .toArray(String[]::new);
    }
}
