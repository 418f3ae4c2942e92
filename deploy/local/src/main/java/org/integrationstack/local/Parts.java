package org.integrationstack.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.integrationstack.embedded.Command;
import org.integrationstack.embedded.Kafka;
import org.integrationstack.embedded.KafkaOptions;
import org.integrationstack.embedded.Postgres;
import org.integrationstack.embedded.PostgresOptions;
import org.integrationstack.embedded.Redis;
import org.integrationstack.embedded.RedisOptions;
import org.integrationstack.embedded.Signal;
import org.integrationstack.local.configuration.Environments;
import org.integrationstack.local.configuration.PortBlock;
import org.integrationstack.local.configuration.Secrets;
import org.integrationstack.local.configuration.Slot;
import org.integrationstack.local.process.Part;
import org.integrationstack.local.process.Program;

/** What the stack consists of, and how each part runs. */
final class Parts {

    /** The whole stack has 2.5 GiB: no process takes more than it needs, and each compiles once, quickly. */
    private static final List<String> SMALL =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-XX:+ExitOnOutOfMemoryError");

    private static final String VERSION = "0.1.0-SNAPSHOT";

    private final LauncherOptions options;
    private final PortBlock ports;
    private final Secrets secrets;
    private final Environments environments;

    Parts(LauncherOptions options, Secrets secrets, Environments environments) {
        this.options = options;
        this.ports = options.ports();
        this.secrets = secrets;
        this.environments = environments;
    }

    /** Everything that a service needs, which therefore comes first. */
    List<Part> infrastructure() {
        List<Part> parts = new ArrayList<>(List.of(
                Part.server("PostgreSQL", "POSTGRES", this::postgres),
                Part.server("Kafka", "KAFKA", this::kafka),
                Part.server("Redis (state)", "REDIS", () -> redis(Slot.REDIS, RedisOptions.Use.STATE)),
                Part.server("Redis (cache)", "REDIS_CACHE", () -> redis(Slot.REDIS_CACHE, RedisOptions.Use.CACHE)),
                identity()));
        if (options.sandbox()) {
            parts.add(sandbox());
        }
        return parts;
    }

    List<Part> services() {
        return List.of(
                service("CONNECTIONS", "connections-service", Slot.CONNECTIONS_MANAGEMENT, environments.connections()),
                service("GATEWAY", "webhook-gateway", Slot.GATEWAY_MANAGEMENT, environments.gateway()),
                service("WORKER", "webhook-worker", Slot.WORKER_MANAGEMENT, environments.worker()),
                service("PROXY", "api-proxy-service", Slot.PROXY_MANAGEMENT, environments.proxy()));
    }

    /** The log files of all parts, whether or not they are there. */
    Stream<Path> logs() {
        Stream<Path> infrastructure = Stream.of(
                options.data().resolve("postgres").resolve("postgresql.log"),
                options.data().resolve("kafka").resolve("kafka.log"),
                options.data().resolve("redis").resolve("redis.log"),
                options.data().resolve("redis-cache").resolve("redis.log"));
        Stream<Path> programs = Stream.of(
                        "identity",
                        "sandbox",
                        "connections-service",
                        "webhook-gateway",
                        "webhook-worker",
                        "api-proxy-service")
                .map(this::log);
        return Stream.concat(infrastructure, programs);
    }

    Path log(String program) {
        return options.logs().resolve(program + ".log");
    }

    private Postgres postgres() {
        Postgres postgres = Postgres.start(new PostgresOptions(
                options.data().resolve("postgres"),
                ports.port(Slot.POSTGRES),
                secrets.get("DATABASE_ADMIN_PASSWORD"),
                true));
        postgres.ensureService("connections", secrets.get("DATABASE_CONNECTIONS_PASSWORD"));
        postgres.ensureService("worker", secrets.get("DATABASE_WORKER_PASSWORD"));
        return postgres;
    }

    private Kafka kafka() {
        Map<String, String> users = Stream.of(
                        Kafka.ADMIN, "connections-service", "webhook-gateway", "webhook-worker", "api-proxy-service")
                .collect(Collectors.toMap(user -> user, user -> secrets.get(Environments.kafkaPassword(user))));
        return Kafka.start(new KafkaOptions(
                options.data().resolve("kafka"), ports.port(Slot.KAFKA), ports.port(Slot.KAFKA_CONTROLLER), users));
    }

    private Redis redis(Slot slot, RedisOptions.Use use) {
        String directory = use == RedisOptions.Use.STATE ? "redis" : "redis-cache";
        String password = use == RedisOptions.Use.STATE ? "REDIS_PASSWORD" : "REDIS_CACHE_PASSWORD";
        return Redis.start(new RedisOptions(
                slot.user(), options.data().resolve(directory), ports.port(slot), secrets.get(password), use));
    }

    private Part identity() {
        Path target = options.project().resolve("deploy/identity/target");
        return program(
                "IDENTITY",
                "identity",
                target,
                List.of("-Xmx96m", "-jar", "integration-identity-" + VERSION + ".jar"),
                environments.identity(options.data().resolve("identity")),
                ports.url(Slot.IDENTITY) + "/.well-known/openid-configuration");
    }

    private Part sandbox() {
        Path target = options.project().resolve("deploy/sandbox/target");
        return program(
                "SANDBOX",
                "sandbox",
                target,
                List.of("-Xmx96m", "-jar", "integration-sandbox-" + VERSION + ".jar"),
                environments.sandbox(),
                ports.url(Slot.SANDBOX) + "/_health");
    }

    private Part service(String key, String name, Slot management, Map<String, String> environment) {
        Path application = options.project().resolve(name).resolve("target/quarkus-app");
        List<String> arguments = new ArrayList<>(List.of("-Xmx160m", "-Dapplication=" + name));
        if (Files.exists(application.resolve("app-cds.jsa"))) {
            arguments.add("-XX:SharedArchiveFile=app-cds.jsa");
        }
        arguments.addAll(List.of("-jar", "quarkus-run.jar"));
        return program(key, name, application, arguments, environment, ports.url(management) + "/q/health/ready");
    }

    private Program program(
            String key,
            String name,
            Path directory,
            List<String> arguments,
            Map<String, String> environment,
            String ready) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(SMALL);
        line.addAll(arguments);
        return new Program(
                key, new Command(name, line, environment, directory, log(name), Signal.TERM), URI.create(ready));
    }
}
