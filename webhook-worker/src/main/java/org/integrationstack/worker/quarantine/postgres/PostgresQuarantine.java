package org.integrationstack.worker.quarantine.postgres;

import java.nio.charset.StandardCharsets;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

import org.integrationstack.common.secret.Sealer;
import org.integrationstack.worker.quarantine.Quarantine;

/** Keeps unreadable records in the worker's schema, sealed: a key that was wrong may have been all that was wrong. */
@ApplicationScoped
class PostgresQuarantine implements Quarantine {
    private static final Logger LOG = Logger.getLogger(PostgresQuarantine.class);
    private static final String INSERT = """
            insert into quarantined_record (topic, partition_number, record_offset, reason, headers, value, sealed)
            values ($1, $2, $3, $4, $5, $6, true) on conflict do nothing""";

    private final Pool pool;
    private final MeterRegistry meters;
    private final Sealer sealer;

    PostgresQuarantine(Pool pool, Sealer sealer, MeterRegistry meters) {
        this.pool = pool;
        this.sealer = sealer;
        this.meters = meters;
    }

    @Override
    public Uni<Void> keep(ConsumerRecord<byte[], byte[]> record, String reason) {
        return pool.preparedQuery(INSERT)
                .execute(row(record, reason))
                .invoke(inserted -> tell(record, reason, inserted.rowCount()))
                .replaceWithVoid();
    }

    private void tell(ConsumerRecord<byte[], byte[]> record, String reason, int inserted) {
        if (inserted > 0) {
            meters.counter("worker.records.quarantined", "topic", record.topic())
                    .increment();
            LOG.warnf(
                    "quarantined record %s-%d@%d: %s",
                    record.topic(), record.partition(), record.offset(), printable(reason));
        }
    }

    private Tuple row(ConsumerRecord<byte[], byte[]> record, String reason) {
        Buffer value = record.value() == null ? null : Buffer.buffer(sealer.seal(record.value(), place(record)));
        return Tuple.tuple()
                .addString(record.topic())
                .addInteger(record.partition())
                .addLong(record.offset())
                .addString(printable(reason))
                .addValue(headers(record))
                .addValue(value);
    }

    private static byte[] place(ConsumerRecord<?, ?> record) {
        return "quarantined %s-%d@%d"
                .formatted(record.topic(), record.partition(), record.offset())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonArray headers(ConsumerRecord<byte[], byte[]> record) {
        JsonArray headers = new JsonArray();
        for (Header header : record.headers()) {
            byte[] value = header.value() == null ? new byte[0] : header.value();
            headers.add(new JsonArray()
                    .add(printable(header.key()))
                    .add(printable(new String(value, StandardCharsets.UTF_8))));
        }
        return headers;
    }

    /** What a line of a log and a text in Postgres can hold. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
