package org.integrationstack.common.event.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.Topic;

/**
 * Reads a compacted topic from its beginning and then follows it, on a thread of its own: the Kafka consumer blocks, and
 * belongs to one thread. After a failure, of Kafka's or of who applies the records, it begins anew from the start, where
 * most is known already. Thread-safe.
 */
public final class TopicFollower {
    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** How often it makes sure that it has everything, and is not merely told nothing. */
    private static final Duration CONFIRMED_EVERY = Duration.ofSeconds(1);

    private final Topic topic;
    private final Map<String, Object> kafka;
    private final Function<ConsumerRecords<byte[], byte[]>, Uni<Void>> apply;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread;
    private volatile WholeTopic current;
    private volatile Instant confirmedAt;
    private boolean failing; // belongs to the thread

    /**
     * @param kafka how to reach Kafka: the service's {@code @Identifier("default-kafka-broker") Map<String, Object>}
     * @param apply takes what was read, in order per key and often nothing; nothing more is read until it has done so
     */
    public TopicFollower(
            Topic topic, Map<String, Object> kafka, Function<ConsumerRecords<byte[], byte[]>, Uni<Void>> apply) {
        this.topic = topic;
        this.kafka = kafka;
        this.apply = apply;
        this.thread = new Thread(this::run, "follows-" + topic.name());
    }

    /** Begins to read, and goes on whatever fails, until stopped. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops reading. */
    public void stop() {
        stopped.complete(null);
        WholeTopic reading = current;
        if (reading != null) {
            reading.wakeup();
        }
    }

    /** Completes once everything was applied that was on the topic when the reading began. */
    public Uni<Void> caughtUp() {
        return Uni.createFrom().completionStage(() -> caughtUp.copy());
    }

    /**
     * A time at which everything was on the topic that has been applied, as Kafka has said: whatever was on it by then is
     * known. Follows the clock within seconds as long as Kafka is within reach; empty before {@link #caughtUp}.
     */
    public Optional<Instant> confirmedAt() {
        return Optional.ofNullable(confirmedAt);
    }

    private void run() {
        while (!stopped.isDone()) {
            try (WholeTopic reading = new WholeTopic(topic, kafka, PATIENCE)) {
                current = reading;
                follow(reading);
            } catch (RuntimeException e) {
                noteFailure(e);
                pause();
            }
        }
    }

    private void follow(WholeTopic reading) {
        Instant marked = Instant.now();
        reading.begin();
        while (!stopped.isDone()) {
            // This thread is there to wait: what was read must be applied before anything else is.
            apply.apply(reading.next()).await().indefinitely();
            noteRecovery();
            if (reading.missing() == 0) {
                confirm(marked);
                marked = markAgain(reading, marked);
            }
        }
    }

    private void confirm(Instant marked) {
        confirmedAt = marked;
        if (!caughtUp.isDone()) {
            LOG.infof("%s is read to its end", topic.name());
            caughtUp.complete(null);
        }
    }

    private static Instant markAgain(WholeTopic reading, Instant marked) {
        Instant now = Instant.now();
        return now.isBefore(marked.plus(CONFIRMED_EVERY)) || !reading.mark() ? marked : now;
    }

    /** Until it is time to try again, or to stop. */
    private void pause() {
        try {
            stopped.get(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("reading %s anew", topic.name());
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("nobody fails or interrupts this", e);
        }
    }

    private void noteFailure(RuntimeException failure) {
        if (!failing && !stopped.isDone()) {
            failing = true;
            LOG.warnf("cannot read %s, trying again every second: %s", topic.name(), failure.getMessage());
        }
    }

    private void noteRecovery() {
        if (failing) {
            failing = false;
            LOG.infof("reading %s again", topic.name());
        }
    }
}
