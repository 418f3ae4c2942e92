package org.integrationstack.embedded;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How a Redis server runs.
 *
 * @param name what people call it, in messages
 * @param directory its data, configuration and log; made when missing
 * @param port on 127.0.0.1; 0 picks a free one
 * @param password of the default user
 * @param use what it is for, which decides what happens when it is full or restarted
 */
public record RedisOptions(String name, Path directory, int port, String password, Use use) {

    public RedisOptions {
        directory = directory.toAbsolutePath();
        Objects.requireNonNull(use);
        Passwords.check(password);
    }

    /** What a Redis server is for. Both hold at most 128 MB. */
    public enum Use {
        /** Nothing may be lost: append-only file, and writes are refused when memory is full. */
        STATE("appendonly yes\nmaxmemory-policy noeviction\n"),
        /** Everything can be computed again: nothing on disk, and the least recently used goes when memory is full. */
        CACHE("appendonly no\nmaxmemory-policy allkeys-lru\n");

        private final String configuration;

        Use(String configuration) {
            this.configuration = configuration;
        }

        String configuration() {
            return configuration;
        }
    }

    @Override
    public String toString() {
        return "RedisOptions[%s in %s, port %d, %s]".formatted(name, directory, port, use);
    }
}
