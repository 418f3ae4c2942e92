package org.integrationstack.connections.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.outbox.OutboxRow;

/** The outbox for work on the Hibernate session: an event leaves if, and only if, the session's transaction commits. */
@ApplicationScoped
public class SessionOutbox {
    private static final String INSERT = "insert into outbox (topic, record_key, headers, payload)"
            + " values (:topic, :key, cast(cast(:headers as text) as jsonb), :payload)";

    private final Outbox outbox;

    @Inject
    SessionOutbox(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Adds an event, or a deletion, in the caller's transaction. */
    public Uni<Void> append(OutboxRow row) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(INSERT)
                        .setParameter("topic", row.topic())
                        .setParameter("key", row.key())
                        .setParameter("headers", row.headers())
                        .setParameter("payload", row.payload())
                        .executeUpdate())
                .invoke(outbox::signal)
                .replaceWithVoid();
    }
}
