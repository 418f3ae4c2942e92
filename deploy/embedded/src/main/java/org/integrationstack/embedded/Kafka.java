package org.integrationstack.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Kafka 4 server: broker and controller of a cluster of one (KRaft). Both listeners take only users with a password
 * ({@code SASL_PLAINTEXT}, {@code PLAIN}; nothing leaves the machine).
 *
 * <p>The authorizer is on: the user {@value #ADMIN} may do everything, and a resource without access rules is open to
 * every user. The first rule on a topic closes it to those not named.
 */
public final class Kafka implements EmbeddedServer {
    /** The super user. */
    public static final String ADMIN = "admin";

    private static final String NAME = "Kafka";
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);

    private final int port;
    private final ChildProcess process;

    private Kafka(int port, ChildProcess process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts a server and returns when it takes requests. A new directory is formatted first.
     *
     * @throws PortTakenException when a port is in use
     * @throws EmbeddedException when it cannot be started
     */
    public static Kafka start(KafkaOptions options) {
        PrivateFiles.createDirectories(options.directory());
        Path jars = Binaries.ofThisUser().kafka();
        return Startup.onPort(
                NAME, options.port(), port -> start(options, port, controllerPort(options.controllerPort()), jars));
    }

    private static int controllerPort(int wanted) {
        if (wanted == 0) {
            return Ports.free();
        }
        Ports.requireFree("Kafka's controller", wanted);
        return wanted;
    }

    private static Kafka start(KafkaOptions options, int port, int controllerPort, Path jars) {
        Path directory = options.directory();
        Path ready = directory.resolve("ready");
        delete(ready);
        Path configuration = PrivateFiles.write(
                directory.resolve("server.properties"), configuration(options, port, controllerPort));
        ChildProcess process = ChildProcesses.spawn(new Command(
                NAME,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms64m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS",
                        "-cp",
                        ownClasses() + ":" + jars + "/*",
                        KafkaNode.class.getName(),
                        configuration.toString(),
                        ready.toString()),
                Map.of(),
                directory,
                directory.resolve("kafka.log"),
                Signal.TERM));
        Startup.await(process, () -> Files.exists(ready));
        return new Kafka(port, process);
    }

    private static String configuration(KafkaOptions options, int port, int controllerPort) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("log.dirs", options.directory().resolve("data").toString());
        settings.put("auto.create.topics.enable", "false");
        addListeners(settings, options, port, controllerPort);
        addSmallness(settings);
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static void addListeners(Map<String, String> settings, KafkaOptions options, int port, int controllerPort) {
        settings.put("listeners", "CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + port);
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("sasl.mechanism.controller.protocol", "PLAIN");
        String adminOnly = login(options, Map.of(ADMIN, options.users().get(ADMIN)));
        settings.put("listener.name.client.plain.sasl.jaas.config", login(options, options.users()));
        settings.put("listener.name.controller.plain.sasl.jaas.config", adminOnly);
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:" + ADMIN);
        settings.put("allow.everyone.if.no.acl.found", "true");
    }

    /** The server's own login as admin, and the users that it lets in. */
    private static String login(KafkaOptions options, Map<String, String> users) {
        String accepted = users.entrySet().stream()
                .map(user -> " user_%s=\"%s\"".formatted(user.getKey(), user.getValue()))
                .sorted()
                .collect(Collectors.joining());
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\"%s;"
                .formatted(ADMIN, options.users().get(ADMIN), accepted);
    }

    /** One node, little memory, and a quick return after it was killed. */
    private static void addSmallness(Map<String, String> settings) {
        for (String factor : List.of(
                "offsets.topic.replication.factor",
                "transaction.state.log.replication.factor",
                "transaction.state.log.min.isr",
                "share.coordinator.state.topic.replication.factor",
                "share.coordinator.state.topic.min.isr")) {
            settings.put(factor, "1");
        }
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.num.partitions", "4");
        settings.put("log.cleaner.dedupe.buffer.size", "8388608");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("broker.session.timeout.ms", "1500");
        settings.put("broker.heartbeat.interval.ms", "500");
    }

    private static Path ownClasses() {
        try {
            return Path.of(KafkaNode.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new EmbeddedException("cannot tell where this module's classes are", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ChildProcess process() {
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.stop(STOP_GRACE);
    }
}
