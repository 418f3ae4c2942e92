package org.integrationstack.worker.ingest.kafka;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;
import org.integrationstack.worker.ingest.Ingestion;

/**
 * Reads {@code webhooks.received} a batch at a time; the connector commits a batch's offsets when the result completes.
 * Nothing but success ends a batch: what fails is stored again, and what was stored already changes nothing.
 */
@ApplicationScoped
class WebhookConsumer {
    private static final Logger LOG = Logger.getLogger(WebhookConsumer.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Ingestion ingestion;
    private final Schema schema;
    private volatile boolean failing;

    WebhookConsumer(Ingestion ingestion, Schema schema) {
        this.ingestion = ingestion;
        this.schema = schema;
    }

    @Incoming("webhooks-received")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        return schema.applied()
                .chain(() -> ingestion.store(records))
                .onFailure()
                .invoke(this::noteFailure)
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                .invoke(this::noteRecovery);
    }

    private void noteFailure(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warnf("cannot store webhooks, trying on: %s", failure.toString());
        }
    }

    private void noteRecovery() {
        if (failing) {
            failing = false;
            LOG.info("storing webhooks again");
        }
    }
}
