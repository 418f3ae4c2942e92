package org.integrationstack.connections.idempotency;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.database.Transactions;

/** Has things created once, however often they are asked for under one key. Thread-safe, across replicas. */
@ApplicationScoped
public class CreatedOnce {
    /** Waits for whoever uses the key at the moment. A key that is a day old is free again. */
    private static final String CLAIM = """
            insert into idempotency_key (tenant, caller, key, request, connection)
            values (:tenant, :caller, :key, :request, :connection)
            on conflict (tenant, caller, key) do update
                set request = excluded.request, connection = excluded.connection, created_at = now()
                where idempotency_key.created_at < now() - interval '24 hours'
            """;

    private static final String FIND = """
            select request, connection from idempotency_key
            where tenant = :tenant and caller = :caller and key = :key
            """;

    private static final String UNDO =
            "delete from idempotency_key where tenant = :tenant and connection = :connection";

    private static final String FORGET = """
            delete from idempotency_key where ctid in
            (select ctid from idempotency_key where created_at < now() - interval '24 hours' limit 1000)
            """;

    private final Transactions transactions;

    @Inject
    CreatedOnce(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Creates in a transaction, unless that was done before.
     *
     * @param key absent: created anew each time
     * @param request what makes the request what it is: its body as it came
     * @param create stores the new thing under the id it is given, in this transaction; when it fails the key is as
     *     unused as before
     */
    public Uni<Creation> create(
            Caller caller, Optional<IdempotencyKey> key, byte[] request, Function<UUID, Uni<Void>> create) {
        UUID id = UUID.randomUUID();
        Uni<Creation> created =
                Uni.createFrom().deferred(() -> create.apply(id)).replaceWith(new Creation.Created(id));
        return transactions.of(
                caller.tenant(),
                () -> key.map(it -> claim(caller, it, request, id)
                                .chain(isNew -> isNew ? created : earlier(caller, it, request)))
                        .orElse(created));
    }

    /** Forgets that it was created, in the caller's transaction which undoes that: the same request may create anew. */
    public Uni<Void> forget(TenantId tenant, UUID created) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(UNDO)
                        .setParameter("tenant", tenant.value())
                        .setParameter("connection", created)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** Forgets keys that are a day old, some at a time. */
    public Uni<Void> forgetOld() {
        return transactions
                .sqlAcrossTenants(connection -> connection.query(FORGET).execute())
                .replaceWithVoid();
    }

    private static Uni<Boolean> claim(Caller caller, IdempotencyKey key, byte[] request, UUID id) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(CLAIM)
                        .setParameter("tenant", caller.tenant().value())
                        .setParameter("caller", caller.subject().value())
                        .setParameter("key", key.hash())
                        .setParameter("request", key.code(request))
                        .setParameter("connection", id)
                        .executeUpdate())
                .map(rows -> rows == 1);
    }

    private static Uni<Creation> earlier(Caller caller, IdempotencyKey key, byte[] request) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(FIND, Object[].class)
                        .setParameter("tenant", caller.tenant().value())
                        .setParameter("caller", caller.subject().value())
                        .setParameter("key", key.hash())
                        .getSingleResult())
                .map(row -> MessageDigest.isEqual((byte[]) row[0], key.code(request))
                        ? new Creation.Repeated((UUID) row[1])
                        : new Creation.KeyReused());
    }
}
