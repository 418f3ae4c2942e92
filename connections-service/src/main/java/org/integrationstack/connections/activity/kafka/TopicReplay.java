package org.integrationstack.connections.activity.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.WholeTopic;
import org.integrationstack.connections.activity.ActivityLog;
import org.integrationstack.connections.activity.Rebuild;
import org.integrationstack.connections.activity.Rebuilding.Replay;
import org.integrationstack.connections.activity.Rebuilds;

/**
 * Reads the topic from its beginning to where it ends now; the live projection goes on undisturbed. It has a thread of its
 * own, which is there to wait: the Kafka consumer blocks it, and nothing more is read until what was read is stored.
 */
@ApplicationScoped
class TopicReplay implements Replay {
    private static final Logger LOG = Logger.getLogger(TopicReplay.class);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final Projection projection;
    private final ActivityLog log;
    private final Rebuilds rebuilds;
    private final Map<String, Object> kafka;
    private volatile boolean stopping;

    @Inject
    TopicReplay(
            Projection projection,
            ActivityLog log,
            Rebuilds rebuilds,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.projection = projection;
        this.log = log;
        this.rebuilds = rebuilds;
        this.kafka = kafka;
    }

    @Override
    public void start(UUID rebuild) {
        Thread thread = new Thread(() -> run(rebuild), "activity-rebuild");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    private void run(UUID rebuild) {
        Rebuild.State end = Rebuild.State.FAILED;
        try (WholeTopic reading = new WholeTopic(Topics.ACTIVITY_RECORDED, kafka, LONGEST_SILENCE)) {
            end = read(reading, rebuild) ? Rebuild.State.DONE : Rebuild.State.INTERRUPTED;
        } catch (RuntimeException e) {
            LOG.errorf("rebuild %s of the activity log has failed: %s", rebuild, e.getMessage());
        }
        try {
            rebuilds.end(rebuild, end).await().indefinitely();
        } catch (RuntimeException e) {
            LOG.warnf("the end of rebuild %s could not be noted: %s", rebuild, e.getMessage());
        }
    }

    /** Whether it came to the end. */
    private boolean read(WholeTopic reading, UUID rebuild) {
        long total = reading.begin();
        Instant lastHeard = Instant.now();
        while (!stopping) {
            ConsumerRecords<byte[], byte[]> records = reading.next();
            projection.store(records, log::restore).await().indefinitely();
            long missing = reading.missing();
            rebuilds.progress(rebuild, total - missing, total).await().indefinitely();
            if (missing == 0) {
                return true;
            }
            lastHeard = records.isEmpty() ? lastHeard : Instant.now();
            if (lastHeard.plus(LONGEST_SILENCE).isBefore(Instant.now())) {
                throw new IllegalStateException("Kafka has nothing to say");
            }
        }
        return false;
    }
}
