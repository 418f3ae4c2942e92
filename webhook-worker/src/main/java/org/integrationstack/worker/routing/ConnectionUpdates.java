package org.integrationstack.worker.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.worker.delivery.Ledger;
import org.integrationstack.worker.handling.Handling;
import org.integrationstack.worker.quarantine.Quarantine;
import org.integrationstack.worker.quarantine.Quarantine.Read;

/** Tells the ledger what connections have become. Thread-safe. */
@ApplicationScoped
public class ConnectionUpdates {
    private static final Logger LOG = Logger.getLogger(ConnectionUpdates.class);

    private final Ledger ledger;
    private final Quarantine quarantine;
    private final Handling handling;

    ConnectionUpdates(Ledger ledger, Quarantine quarantine, Handling handling) {
        this.ledger = ledger;
        this.quarantine = quarantine;
        this.handling = handling;
    }

    /**
     * Applies records of {@code connections.changed}; of several about one connection the last counts, and one without a
     * value says that the connection is erased. Fails, as a whole, while the database is away.
     */
    public Uni<Void> apply(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Read<ConnectionChanged>> changes = new LinkedHashMap<>();
        Map<String, ConnectionId> erased = new LinkedHashMap<>();
        List<Uni<Void>> work = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String key = key(record);
            changes.remove(key);
            erased.remove(key);
            try {
                read(record)
                        .ifPresentOrElse(
                                change -> changes.put(key, new Read<>(record, change)),
                                () -> ConnectionId.parse(key).ifPresent(id -> erased.put(key, id)));
            } catch (MalformedEventException e) {
                work.add(quarantine.keep(record, e.getMessage()));
            }
        }
        work.add(quarantine.storeOrKeep(List.copyOf(changes.values()), this::learn));
        work.add(ledger.forget(erased.values()));
        return Uni.join().all(work).usingConcurrencyOf(1).andFailFast().replaceWithVoid();
    }

    private Uni<Void> learn(List<ConnectionChanged> changes) {
        return ledger.learn(changes).invoke(this::tell).replaceWithVoid();
    }

    private void tell(int rerouted) {
        if (rerouted > 0) {
            LOG.infof("%d deliveries that belonged to nobody are queued for a new connection", rerouted);
            handling.wake();
        }
    }

    private static Optional<ConnectionChanged> read(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null
                ? Optional.empty()
                : Optional.of(ConnectionChanged.fromCloudEvent(KafkaCloudEvents.read(record)));
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
