package org.integrationstack.worker.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.worker.delivery.Arrival;
import org.integrationstack.worker.delivery.Ledger;
import org.integrationstack.worker.handling.Handling;
import org.integrationstack.worker.quarantine.Quarantine;
import org.integrationstack.worker.quarantine.Quarantine.Read;

/** Puts batches of records into the ledger. Thread-safe. Made at start: without valid keys there is no start. */
@Startup
@ApplicationScoped
public class Ingestion {
    private static final Logger LOG = Logger.getLogger(Ingestion.class);

    private final WebhookReader reader;
    private final Ledger ledger;
    private final Quarantine quarantine;
    private final Handling handling;
    private final MeterRegistry meters;

    Ingestion(
            @ConfigProperty(name = "integration.keys.webhook-mac") String gatewayKeys,
            Ledger ledger,
            Quarantine quarantine,
            Handling handling,
            MeterRegistry meters) {
        this.reader = new WebhookReader(MacKeys.parse(Secret.of(gatewayKeys)));
        this.ledger = ledger;
        this.quarantine = quarantine;
        this.handling = handling;
        this.meters = meters;
    }

    /** Completes when every record is in the ledger or in quarantine. Fails, as a whole, while the database is away. */
    public Uni<Void> store(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<Read<Arrival>> readable = new ArrayList<>();
        List<Uni<Void>> work = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                readable.add(new Read<>(record, reader.read(record)));
            } catch (MalformedEventException e) {
                work.add(quarantine.keep(record, e.getMessage()));
            } catch (RuntimeException e) {
                // Whatever a strange record breaks, it must not hold up what is behind it.
                work.add(quarantine.keep(record, "unreadable: " + e.getClass().getSimpleName()));
            }
        }
        work.add(quarantine.storeOrKeep(readable, this::receive));
        return Uni.join().all(work).usingConcurrencyOf(1).andFailFast().replaceWithVoid();
    }

    private Uni<Void> receive(List<Arrival> arrivals) {
        long begin = System.nanoTime();
        return ledger.receive(arrivals)
                .invoke(() -> meters.timer("worker.batches").record(Duration.ofNanos(System.nanoTime() - begin)))
                .invoke(receipt -> tell(arrivals.size(), receipt))
                .invoke(handling::wake)
                .replaceWithVoid();
    }

    private void tell(int read, Ledger.Receipt receipt) {
        count("queued", receipt.queued());
        count("duplicate", receipt.duplicates());
        count("unrouted", receipt.unrouted());
        count("reread", read - receipt.fresh());
        LOG.infof(
                "%d webhooks read: %d deliveries queued, %d duplicate, %d unrouted, %d read before",
                read, receipt.queued(), receipt.duplicates(), receipt.unrouted(), read - receipt.fresh());
    }

    private void count(String outcome, int webhooks) {
        meters.counter("worker.webhooks.received", "outcome", outcome).increment(webhooks);
    }
}
