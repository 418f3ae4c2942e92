package org.integrationstack.common.startup;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.health.api.HealthRegistry;
import org.eclipse.microprofile.health.Readiness;

/** Tries every {@link Prerequisite} from the start on and tells the readiness check how each is. */
@ApplicationScoped
class Prerequisites {
    private final List<PrerequisiteWatch> watches = new CopyOnWriteArrayList<>();

    private final Instance<Prerequisite> prerequisites;
    private final Instance<TopicNeeds> topics;
    private final Instance<Map<String, Object>> kafka;
    private final HealthRegistry readiness;

    @Inject
    Prerequisites(
            @Any Instance<Prerequisite> prerequisites,
            Instance<TopicNeeds> topics,
            @Identifier("default-kafka-broker") Instance<Map<String, Object>> kafka,
            @Readiness HealthRegistry readiness) {
        this.prerequisites = prerequisites;
        this.topics = topics;
        this.kafka = kafka;
        this.readiness = readiness;
    }

    void start(@Observes StartupEvent event) {
        prerequisites.forEach(this::watch);
        if (topics.isResolvable()) {
            watch(new KafkaTopics(topics.get(), kafka.get()));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        watches.forEach(PrerequisiteWatch::stop);
    }

    private void watch(Prerequisite prerequisite) {
        PrerequisiteWatch watch = new PrerequisiteWatch(
                prerequisite,
                Duration.ofMillis(250),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                () -> Quarkus.asyncExit(1));
        watches.add(watch);
        readiness.register(prerequisite.name(), watch);
        watch.start();
    }
}
