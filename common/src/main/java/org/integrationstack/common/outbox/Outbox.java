package org.integrationstack.common.outbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topic;

/**
 * Where a transaction leaves its events. The table is {@code outbox}, in the service's own schema; the resource
 * {@code org/integrationstack/common/outbox/outbox.sql} is its definition, for the service's own migration. Thread-safe.
 *
 * <p>Events of one key leave in the order of their inserts, if the transactions that write them exclude each other, as
 * they do when each first changes the row the key stands for.
 */
public final class Outbox {
    private static final String INSERT =
            "insert into outbox (topic, record_key, headers, payload) values ($1, $2, $3, $4)";

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Adds an event in the caller's transaction: it is published if and only if that commits. */
    public Uni<Void> append(SqlClient transaction, Topic topic, String key, CloudEvent event) {
        return insert(transaction, OutboxRow.of(topic, key, event));
    }

    /** Takes a key out of a compacted topic, likewise: its readers forget it. */
    public Uni<Void> delete(SqlClient transaction, Topic topic, String key) {
        return insert(transaction, OutboxRow.deletion(topic, key));
    }

    private Uni<Void> insert(SqlClient transaction, OutboxRow row) {
        Tuple values = Tuple.of(row.topic(), row.key(), new JsonObject(row.headers()), Buffer.buffer(row.payload()));
        return transaction
                .preparedQuery(INSERT)
                .execute(values)
                .replaceWithVoid()
                .invoke(this::signal);
    }

    /** Tells relays in this process that rows were inserted by other means. */
    public void signal() {
        listeners.forEach(Runnable::run);
    }

    void onAppend(Runnable listener) {
        listeners.add(listener);
    }

    void forget(Runnable listener) {
        listeners.remove(listener);
    }
}
