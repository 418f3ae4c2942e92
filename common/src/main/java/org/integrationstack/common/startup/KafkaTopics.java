package org.integrationstack.common.startup;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

import org.integrationstack.common.event.Topic;

/**
 * Creates the topics a service needs, as declared, with the broker's own replication. A topic that exists stays as it
 * is: its partitions and retention belong to who runs Kafka from then on.
 */
final class KafkaTopics implements Prerequisite {
    /** Below the 2 s that a readiness check may take, so that it ends with Kafka's own answer. */
    private static final int TIMEOUT_MILLIS = 1_500;

    private final List<NewTopic> topics;
    private final boolean lasting;
    private final Map<String, Object> config;

    KafkaTopics(TopicNeeds needs, Map<String, Object> kafka) {
        this.topics = needs.topics().stream().map(KafkaTopics::declaration).toList();
        this.lasting = needs.lasting();
        this.config = new HashMap<>(kafka);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    }

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public Uni<Void> establish() {
        return withAdmin(admin -> Uni.join()
                .all(admin.createTopics(topics).values().values().stream()
                        .map(KafkaTopics::created)
                        .toList())
                .andCollectFailures()
                .replaceWithVoid());
    }

    @Override
    public Uni<Void> check() {
        return lasting
                ? withAdmin(admin -> uni(admin.describeCluster().nodes()).replaceWithVoid())
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> withAdmin(Function<Admin, Uni<Void>> work) {
        return Uni.createFrom().deferred(() -> {
            Admin admin = Admin.create(config);
            return work.apply(admin).onTermination().invoke(() -> admin.close(Duration.ZERO));
        });
    }

    private static Uni<Void> created(KafkaFuture<Void> creation) {
        return uni(creation)
                .onFailure(failure -> failure instanceof TopicExistsException
                        || (failure instanceof CompletionException
                                && failure.getCause() instanceof TopicExistsException))
                .recoverWithNull();
    }

    private static <T> Uni<T> uni(KafkaFuture<T> future) {
        return Uni.createFrom().completionStage(future.toCompletionStage());
    }

    private static NewTopic declaration(Topic topic) {
        String retention = Long.toString(topic.retention().toMillis());
        Map<String, String> settings = topic.compacted()
                ? Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        retention,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(topic.maxBytes()))
                : Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        retention,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(topic.maxBytes()));
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty()).configs(settings);
    }
}
