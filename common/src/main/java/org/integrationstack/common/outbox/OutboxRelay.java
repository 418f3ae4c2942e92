package org.integrationstack.common.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

import org.integrationstack.common.secret.SealBrokenException;

/**
 * Publishes what the outbox holds: every row at least once, rows of one key in the order of their ids. Of the relays of
 * a service, one per replica, the one that holds the lease publishes. The lease outlasts whatever Kafka is still trying
 * to deliver, so that a relay that lost it has nothing on its way when the next one begins.
 *
 * <pre>
 *   woken by an append or by the clock
 *     └─► take or keep the lease ─► read a batch ─► send ─► mark as published ─► more? again, at once
 *              └─ held by another: wait
 * </pre>
 *
 * <p>A crash between sending and marking sends the batch again. A row that Kafka refuses holds back its own key alone.
 * Rows that were published are deleted after an hour. While Kafka or the database is away it goes on trying, and says so
 * once. Everything here happens on one thread of its own, since a Kafka producer may block; start and stop are safe to
 * call from any.
 */
public final class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    /** How long another relay waits after this one died. Longer than {@link KafkaSender#DELIVERY} by a margin. */
    private static final Duration LEASE = Duration.ofSeconds(8);

    private static final Duration POLL = Duration.ofSeconds(1);

    /** Pauses after an append that found nothing yet: its transaction is still to commit when it tells. */
    private static final List<Duration> SOON =
            List.of(Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(400));

    private static final String TAKE_LEASE = """
            update outbox_lease set owner = $1, lease_until = now() + $2 * interval '1 millisecond'
            where owner = $1 or owner is null or lease_until < now()""";

    private static final String RELEASE_LEASE = "update outbox_lease set owner = null where owner = $1";

    /** At most 200 rows and 4 MiB, or one row that is larger. */
    private static final String NEXT_BATCH = """
            select id, topic, record_key, headers, payload
            from (select *, sum(octet_length(payload)) over (order by id) - octet_length(payload) as bytes_before
                  from (select id, topic, record_key, headers, payload from outbox
                        where published_at is null order by id limit 200) as oldest) as batch
            where bytes_before < 4194304 order by id""";

    private static final String MARK_PUBLISHED = "update outbox set published_at = now() where id = any($1)";

    private static final String DELETE_OLD = """
            delete from outbox where id in
            (select id from outbox where published_at < now() - interval '1 hour' limit 1000)""";

    private final Pool pool;
    private final Outbox outbox;
    private final Unsealing unsealing;
    private final KafkaSender sender;
    private final UUID owner = UUID.randomUUID();
    private final Runnable signal = this::hurry;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1,
            work -> {
                Thread relay = new Thread(work, "outbox-relay");
                relay.setDaemon(true);
                return relay;
            },
            new DiscardPolicy());

    // All below belongs to the thread.
    private ScheduledFuture<?> next;
    private int pause = SOON.size();
    private boolean busy;
    private boolean stopping;
    private String lastProblem;
    /** Keys of which a row failed last time: until one succeeds, only the oldest row of such a key is tried. */
    private final Set<String> suspects = new HashSet<>();

    /**
     * @param pool the service's database, whose {@code search_path} finds the tables
     * @param outbox what wakes this relay
     * @param kafka how to reach Kafka: the service's {@code @Identifier("default-kafka-broker") Map<String, Object>}
     */
    public OutboxRelay(Pool pool, Outbox outbox, Map<String, Object> kafka) {
        this(pool, outbox, kafka, (topic, event, payload) -> payload);
    }

    /** A relay of an outbox in which some of the payloads are sealed. */
    public OutboxRelay(Pool pool, Outbox outbox, Map<String, Object> kafka, Unsealing unsealing) {
        this.pool = pool;
        this.outbox = outbox;
        this.unsealing = unsealing;
        this.sender = new KafkaSender(kafka);
    }

    /** Begins to publish, and goes on whatever fails, until stopped. */
    public void start() {
        outbox.onAppend(signal);
        thread.execute(() -> schedule(Duration.ZERO));
    }

    /**
     * Ends after the batch in hand, and lets the lease go so that another relay takes over at once. Completes when the
     * lease would have run out by itself, at the latest: a database that is away does not hold up the end.
     */
    public Uni<Void> stop() {
        outbox.forget(signal);
        thread.execute(() -> {
            stopping = true;
            if (!busy) {
                end();
            }
        });
        return Uni.createFrom().completionStage(ended).ifNoItem().after(LEASE).recoverWithItem((Void) null);
    }

    private void hurry() {
        thread.execute(() -> {
            pause = 0;
            if (!busy && !stopping) {
                schedule(SOON.get(0));
            }
        });
    }

    private void schedule(Duration delay) {
        if (next != null) {
            next.cancel(false);
        }
        next = thread.schedule(this::publishBatch, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void publishBatch() {
        if (stopping) {
            return;
        }
        busy = true;
        long sendUntil = System.nanoTime() + LEASE.minus(KafkaSender.DELIVERY).toNanos();
        takeLease()
                .chain(held -> held ? publish(sendUntil) : Uni.createFrom().item(0))
                .ifNoItem()
                .after(LEASE.multipliedBy(2))
                .fail()
                .emitOn(thread)
                .subscribe()
                .with(this::done, this::failed);
    }

    private void done(int published) {
        if (lastProblem != null) {
            LOG.info("the outbox is being published again");
            lastProblem = null;
        }
        goOn(published > 0 ? Duration.ZERO : nextPause());
    }

    private void failed(Throwable failure) {
        String problem = String.valueOf(failure);
        if (!problem.equals(lastProblem)) {
            LOG.warnf("cannot publish the outbox, trying on: %s", problem);
            lastProblem = problem;
        }
        goOn(POLL);
    }

    private void goOn(Duration delay) {
        busy = false;
        if (stopping) {
            end();
        } else {
            schedule(delay);
        }
    }

    private Duration nextPause() {
        return pause < SOON.size() ? SOON.get(pause++) : POLL;
    }

    private void end() {
        execute(RELEASE_LEASE, Tuple.of(owner))
                .ifNoItem()
                .after(POLL)
                .fail()
                .emitOn(thread)
                .onItemOrFailure()
                .invoke((released, failure) -> {
                    sender.close();
                    thread.shutdown();
                    ended.complete(null);
                })
                .subscribe()
                .with(released -> {}, failure -> LOG.debugf("the lease of the outbox runs out by itself: %s", failure));
    }

    private Uni<Boolean> takeLease() {
        return execute(TAKE_LEASE, Tuple.of(owner, LEASE.toMillis())).map(rows -> rows.rowCount() == 1);
    }

    private Uni<Integer> publish(long sendUntil) {
        return execute(NEXT_BATCH, Tuple.tuple())
                .emitOn(thread)
                .chain(rows -> rows.size() == 0
                        ? deleteOld()
                        : sendAll(rows, sendUntil).chain(this::mark));
    }

    /** Sends in order; what could outlive the lease, or overtake a row in doubt, is left for the next batch. */
    private Uni<List<Sent>> sendAll(RowSet<Row> rows, long sendUntil) {
        sender.begin();
        Set<String> tried = new HashSet<>();
        List<Uni<Sent>> sending = new ArrayList<>();
        for (Row row : rows) {
            boolean overtakes = !tried.add(order(row)) && suspects.contains(order(row));
            if (!overtakes && System.nanoTime() < sendUntil) {
                sending.add(send(row));
            }
        }
        return sending.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(sending).andFailFast().emitOn(thread);
    }

    private Uni<Sent> send(Row row) {
        JsonObject headers = row.getJsonObject("headers");
        byte[] value;
        try {
            value = headers.isEmpty() ? null : payload(row, headers);
        } catch (SealBrokenException e) {
            return Uni.createFrom().item(new Sent(row.getLong("id"), order(row), e));
        }
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(row.getString("topic"), row.getString("record_key"), value);
        headers.forEach(header -> message.headers()
                .add(header.getKey(), KafkaSender.utf8(header.getValue().toString())));
        return sender.send(message)
                .onItemOrFailure()
                .transform((sent, failure) -> new Sent(row.getLong("id"), order(row), failure));
    }

    private byte[] payload(Row row, JsonObject headers) {
        return unsealing.open(
                row.getString("topic"),
                headers.getString("ce_id"),
                row.getBuffer("payload").getBytes());
    }

    private static String order(Row row) {
        return row.getString("topic") + ' ' + row.getString("record_key");
    }

    private Uni<Integer> mark(List<Sent> batch) {
        suspects.clear();
        List<Long> published = new ArrayList<>();
        for (Sent row : batch) {
            if (row.failure() != null) {
                suspects.add(row.order());
            } else if (!suspects.contains(row.order())) {
                published.add(row.id());
            }
        }
        Long[] ids = published.toArray(Long[]::new);
        return execute(MARK_PUBLISHED, Tuple.tuple().addArrayOfLong(ids))
                .map(marked -> ids.length)
                .invoke(count -> batch.forEach(Sent::throwFailure));
    }

    private Uni<Integer> deleteOld() {
        return execute(DELETE_OLD, Tuple.tuple()).replaceWith(0);
    }

    /**
     * On a connection that is asked for first: what the pool is asked for directly is failed a second time, for all to see
     * in the log, when the database is away (eclipse-vertx/vertx-sql-client issue 1706).
     */
    private Uni<RowSet<Row>> execute(String sql, Tuple values) {
        return pool.withConnection(connection -> connection.preparedQuery(sql).execute(values));
    }

    /** What makes a row's payload readable. */
    @FunctionalInterface
    public interface Unsealing {
        /**
         * @param topic where the row is bound for
         * @param event the event's id
         * @param payload as it is in the table
         * @return the payload as it is to be published
         * @throws SealBrokenException when it does not open
         */
        byte[] open(String topic, String event, byte[] payload);
    }

    private record Sent(long id, String order, Throwable failure) {
        void throwFailure() {
            if (failure != null) {
                throw new IllegalStateException("row " + id + " of the outbox: " + failure.getMessage(), failure);
            }
        }
    }
}
