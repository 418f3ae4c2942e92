package org.integrationstack.connections.activity.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.DatabaseFailures;
import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;

/**
 * Stores records as acts, in batches. While the database is away, or not as it should be, the batch waits. A record that
 * is no act, or an act that cannot be stored, is named in the log, counted and passed over, so that it stops nobody.
 */
@ApplicationScoped
class Projection {
    private static final Logger LOG = Logger.getLogger(Projection.class);

    private final Counter passedOver;

    @Inject
    Projection(MeterRegistry metrics) {
        this.passedOver = metrics.counter("integration.activity.passed.over");
    }

    /** @param storing stores acts, all or none */
    Uni<Void> store(
            Iterable<? extends ConsumerRecord<?, byte[]>> records,
            Function<List<ActivityRecorded>, Uni<Void>> storing) {
        List<ActivityRecorded> acts = StreamSupport.stream(records.spliterator(), false)
                .flatMap(record -> read(record).stream())
                .toList();
        return patiently(() -> storing.apply(acts)).onFailure().recoverWithUni(() -> storeOneByOne(acts, storing));
    }

    private Uni<Void> storeOneByOne(List<ActivityRecorded> acts, Function<List<ActivityRecorded>, Uni<Void>> storing) {
        return Multi.createFrom()
                .iterable(acts)
                .onItem()
                .transformToUniAndConcatenate(act -> patiently(() -> storing.apply(List.of(act)))
                        .onFailure()
                        .invoke(failure -> passOver("activity " + act.id(), DatabaseFailures.codeOf(failure)))
                        .onFailure()
                        .recoverWithNull())
                .collect()
                .last();
    }

    private static Uni<Void> patiently(Supplier<Uni<? extends Void>> work) {
        return Uni.createFrom()
                .<Void>deferred(work)
                .onFailure(DatabaseFailures::mayPass)
                .invoke(failure -> LOG.warnf("activity waits for PostgreSQL: %s", failure.getMessage()))
                .onFailure(DatabaseFailures::mayPass)
                .retry()
                .withBackOff(Duration.ofMillis(250), Duration.ofSeconds(5))
                .indefinitely();
    }

    private Optional<ActivityRecorded> read(ConsumerRecord<?, byte[]> record) {
        try {
            return Optional.of(ActivityRecorded.fromCloudEvent(KafkaCloudEvents.read(record)));
        } catch (MalformedEventException e) {
            passOver(record.topic() + "-" + record.partition() + " at " + record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    private void passOver(String what, String why) {
        passedOver.increment();
        LOG.errorf("%s is passed over: %s", what, why);
    }
}
