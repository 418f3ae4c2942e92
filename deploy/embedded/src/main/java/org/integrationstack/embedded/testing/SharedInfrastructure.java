package org.integrationstack.embedded.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.integrationstack.embedded.ChildProcesses;
import org.integrationstack.embedded.EmbeddedException;
import org.integrationstack.embedded.EmbeddedServer;
import org.integrationstack.embedded.Kafka;
import org.integrationstack.embedded.KafkaOptions;
import org.integrationstack.embedded.Passwords;
import org.integrationstack.embedded.Postgres;
import org.integrationstack.embedded.PostgresOptions;
import org.integrationstack.embedded.Redis;
import org.integrationstack.embedded.RedisOptions;
import org.integrationstack.embedded.Signal;

/** The servers behind {@link Infrastructure}, one set per JVM. Reached through {@link OncePerJvm} only. */
final class SharedInfrastructure {
    private static final List<String> SERVICES = List.of("connections", "gateway", "worker", "proxy");
    private static final int TRUNCATE_ATTEMPTS = 5;
    private static final String DEADLOCK = "40P01";
    // One each, so that a service that mixes them up fails its tests.
    private static final Map<String, String> PASSWORDS = new ConcurrentHashMap<>();
    private static final Path DIRECTORY = temporaryDirectory();
    private static final Map<String, Piece<?>> PIECES = Map.of(
            "postgres",
            new Piece<>(
                    port -> Postgres.start(new PostgresOptions(
                            DIRECTORY.resolve("postgres"), port, password("postgres admin"), false)),
                    SharedInfrastructure::postgresEnvironment),
            "kafka",
            new Piece<>(
                    port -> Kafka.start(new KafkaOptions(DIRECTORY.resolve("kafka"), port, 0, kafkaUsers())),
                    SharedInfrastructure::kafkaEnvironment),
            "redis",
            new Piece<>(
                    port -> startRedis("Redis", "redis", port, RedisOptions.Use.STATE),
                    (redis, service) -> Map.of("REDIS_URL", redis.url())),
            "redis-cache",
            new Piece<>(
                    port -> startRedis("Redis cache", "redis-cache", port, RedisOptions.Use.CACHE),
                    (redis, service) -> Map.of("REDIS_CACHE_URL", redis.url())));

    private SharedInfrastructure() {}

    static synchronized Map<String, String> environment(String service, String needs) {
        if (!SERVICES.contains(service)) {
            throw new IllegalArgumentException("service is one of " + SERVICES + ", not " + service);
        }
        Set<Piece<?>> needed = pieces(needs);
        startTogether(needed);
        Map<String, String> environment = new HashMap<>(TestIdentity.environment(service));
        needed.forEach(piece -> environment.putAll(piece.environment(service)));
        return environment;
    }

    private static Map<String, String> postgresEnvironment(Postgres postgres, String service) {
        String password = password("postgres " + service);
        postgres.ensureService(service, password);
        return Map.of(
                "DATABASE_URL", postgres.url(),
                "DATABASE_USERNAME", service,
                "DATABASE_PASSWORD", password);
    }

    private static Map<String, String> kafkaEnvironment(Kafka kafka, String service) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_PLAINTEXT",
                "KAFKA_SASL_MECHANISM",
                "PLAIN",
                "KAFKA_USERNAME",
                service,
                "KAFKA_PASSWORD",
                password("kafka " + service));
    }

    static void pause(String name) {
        server(name).process().signalAll(Signal.STOP);
    }

    static void resume(String name) {
        server(name).process().signalAll(Signal.CONT);
    }

    static void stop(String name) {
        server(name).close();
    }

    static void kill(String name) {
        server(name).process().signal(Signal.KILL);
        server(name).onExit().join();
    }

    static void start(String name) {
        piece(name).start();
    }

    static synchronized void clean() {
        if (PIECES.get("postgres").server instanceof Postgres postgres) {
            truncate(postgres);
        }
        for (Piece<?> piece : PIECES.values()) {
            if (piece.server instanceof Redis redis) {
                redis.flush();
            }
        }
    }

    /** The application may be at work meanwhile; a transaction of its own that crosses ours is a reason to try again. */
    private static void truncate(Postgres postgres) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = postgres.connectAsAdmin();
                    Statement statement = connection.createStatement()) {
                String tables = tables(statement);
                if (!tables.isEmpty()) {
                    // Identities go on: a relay may still be marking rows that it read before.
                    statement.execute("TRUNCATE " + tables + " CASCADE");
                }
                return;
            } catch (SQLException e) {
                if (attempt == TRUNCATE_ATTEMPTS || !DEADLOCK.equals(e.getSQLState())) {
                    throw new EmbeddedException("cannot empty the tables", e);
                }
            }
        }
    }

    /** All but those whose rows a running service relies on: what it has migrated, its lease, the keys that it holds. */
    private static String tables(Statement statement) throws SQLException {
        String query = "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables"
                + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
                + " AND tablename NOT IN ('flyway_schema_history', 'outbox_lease', 'keyset', 'data_key', 'key_rotation')";
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            String tables = rows.getString(1);
            return tables == null ? "" : tables;
        }
    }

    private static Set<Piece<?>> pieces(String needs) {
        return Arrays.stream(needs.split(","))
                .map(String::strip)
                .filter(need -> !need.isEmpty())
                .flatMap(need -> need.equals("redis") ? Stream.of("redis", "redis-cache") : Stream.of(need))
                .map(SharedInfrastructure::piece)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void startTogether(Set<Piece<?>> pieces) {
        CompletableFuture.allOf(pieces.stream()
                        .map(piece -> CompletableFuture.runAsync(piece::start))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static EmbeddedServer server(String name) {
        EmbeddedServer server = piece(name).server;
        if (server == null) {
            throw new IllegalStateException(name + " was never started: name it in the argument needs");
        }
        return server;
    }

    private static Piece<?> piece(String name) {
        Piece<?> piece = PIECES.get(name);
        if (piece == null) {
            throw new IllegalArgumentException("infrastructure is one of " + PIECES.keySet() + ", not " + name);
        }
        return piece;
    }

    private static Map<String, String> kafkaUsers() {
        return Stream.concat(SERVICES.stream(), Stream.of(Kafka.ADMIN))
                .collect(Collectors.toMap(user -> user, user -> password("kafka " + user)));
    }

    private static Redis startRedis(String name, String directory, int port, RedisOptions.Use use) {
        return Redis.start(new RedisOptions(name, DIRECTORY.resolve(directory), port, password(directory), use));
    }

    private static String password(String whose) {
        return PASSWORDS.computeIfAbsent(whose, unknown -> Passwords.random());
    }

    private static Path temporaryDirectory() {
        try {
            Path directory = Files.createTempDirectory("integration-stack-");
            ChildProcesses.removeAtEnd(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One server that can go away and come back on its port, and what it adds to a service's environment. */
    private static final class Piece<S extends EmbeddedServer> {
        private final IntFunction<S> starter;
        private final BiFunction<S, String, Map<String, String>> environment;
        private volatile S server;

        Piece(IntFunction<S> starter, BiFunction<S, String, Map<String, String>> environment) {
            this.starter = starter;
            this.environment = environment;
        }

        synchronized void start() {
            if (server == null || !server.process().isAlive()) {
                server = starter.apply(server == null ? 0 : server.port());
            }
        }

        Map<String, String> environment(String service) {
            return environment.apply(server, service);
        }
    }
}
