package org.integrationstack.connections.activity.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.DatabaseFailures;
import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.connections.activity.ActivityLog;

/**
 * Projects the topic into the log: a batch is stored, then its offsets are committed. While the database is away the
 * batch waits, and nothing after it is read. A record that is no act, or cannot be stored, is passed over and named in the
 * log, so that it stops nobody.
 */
@ApplicationScoped
class ActivityConsumer {
    private static final Logger LOG = Logger.getLogger(ActivityConsumer.class);

    private final ActivityLog log;

    @Inject
    ActivityConsumer(ActivityLog log) {
        this.log = log;
    }

    @Incoming("activity")
    Uni<Void> project(ConsumerRecords<String, byte[]> records) {
        List<ActivityRecorded> acts = StreamSupport.stream(records.spliterator(), false)
                .flatMap(record -> read(record).stream())
                .toList();
        return patiently(log.add(acts))
                .onFailure(DatabaseFailures::isOfTheData)
                .recoverWithUni(() -> addOneByOne(acts));
    }

    /** Something in the batch can never be stored: the rest is, and that is said. */
    private Uni<Void> addOneByOne(List<ActivityRecorded> acts) {
        return Multi.createFrom()
                .iterable(acts)
                .onItem()
                .transformToUniAndConcatenate(this::addOrPassOver)
                .collect()
                .last();
    }

    private Uni<Void> addOrPassOver(ActivityRecorded act) {
        return patiently(log.add(List.of(act)))
                .onFailure(DatabaseFailures::isOfTheData)
                .invoke(failure -> LOG.errorf("activity %s is passed over: %s", act.id(), failure.getMessage()))
                .onFailure(DatabaseFailures::isOfTheData)
                .recoverWithNull();
    }

    private static Uni<Void> patiently(Uni<Void> work) {
        return work.onFailure(failure -> !DatabaseFailures.isOfTheData(failure))
                .invoke(failure -> LOG.warnf("activity waits for PostgreSQL: %s", failure.getMessage()))
                .onFailure(failure -> !DatabaseFailures.isOfTheData(failure))
                .retry()
                .withBackOff(Duration.ofMillis(250), Duration.ofSeconds(5))
                .indefinitely();
    }

    private static Optional<ActivityRecorded> read(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(ActivityRecorded.fromCloudEvent(KafkaCloudEvents.read(record)));
        } catch (MalformedEventException e) {
            LOG.errorf(
                    "%s-%d at %d is passed over: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }
}
