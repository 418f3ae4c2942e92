package org.integrationstack.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkaIT {
    private static final Map<String, String> USERS =
            Map.of("admin", "admin-password", "gateway", "gateway-password", "worker", "worker-password");

    @TempDir
    static Path directory;

    private static Kafka kafka;

    @BeforeAll
    static void start() {
        kafka = Kafka.start(options(0));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void letsNobodyInWithoutTheirPassword() {
        try (Admin stranger = admin("gateway", "another-password")) {
            assertThatThrownBy(() -> stranger.describeCluster().nodes().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void comesBackWithItsRecordsWhenItWasKilled() throws Exception {
        createTopic("kept");
        send("gateway", "kept", "a webhook");
        int port = kafka.port();
        kafka.process().signal(Signal.KILL);
        kafka.onExit().join();

        kafka = Kafka.start(options(port));

        assertThat(read("worker", "kept")).isEqualTo("a webhook");
    }

    @Test
    void aTopicHasOneWriterOnceARuleNamesIt() throws Exception {
        createTopic("closed");
        ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, "closed", PatternType.LITERAL);
        AccessControlEntry writer =
                new AccessControlEntry("User:gateway", "*", AclOperation.WRITE, AclPermissionType.ALLOW);
        try (Admin admin = admin("admin", USERS.get("admin"))) {
            admin.createAcls(List.of(new AclBinding(topic, writer))).all().get(20, TimeUnit.SECONDS);
        }

        send("gateway", "closed", "a webhook");

        assertThatThrownBy(() -> send("worker", "closed", "a forgery"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void namesThePortThatIsTaken() {
        assertThatThrownBy(() -> Kafka.start(new KafkaOptions(directory.resolve("second"), kafka.port(), 0, USERS)))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("Kafka cannot listen on 127.0.0.1:" + kafka.port())
                .hasMessageContaining("process " + kafka.pid());
    }

    @Test
    void keepsPasswordsInAFileOfItsOwnUserOnly() throws Exception {
        String line = Files.readString(Path.of("/proc/" + kafka.pid() + "/cmdline"));

        assertThat(line).contains("KafkaNode").doesNotContain(USERS.values());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("server.properties"))))
                .isEqualTo("rw-------");
        assertThat(options(0).toString()).doesNotContain(USERS.values());
    }

    private static KafkaOptions options(int port) {
        return new KafkaOptions(directory, port, 0, USERS);
    }

    private static void createTopic(String name) throws Exception {
        try (Admin admin = admin("admin", USERS.get("admin"))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static void send(String user, String topic, String value) throws Exception {
        Map<String, Object> settings = client(user, USERS.get(user));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get(20, TimeUnit.SECONDS);
        }
    }

    private static String read(String user, String topic) {
        Map<String, Object> settings = client(user, USERS.get(user));
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(20));
            return records.iterator().next().value();
        }
    }

    private static Admin admin(String user, String password) {
        return Admin.create(client(user, password));
    }

    private static Map<String, Object> client(String user, String password) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password)));
    }
}
