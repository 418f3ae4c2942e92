package org.integrationstack.connections.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.KeyPurpose;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.vault.Place;
import org.integrationstack.connections.vault.SealedTable;
import org.integrationstack.connections.vault.Vault;

/**
 * Has a request whose answer holds a secret answered once, and the same request again with the same answer: it is kept for
 * a while, sealed under keys of its own. Where the secret is kept anyway {@link CreatedOnce} does. Thread-safe, across
 * replicas.
 */
@ApplicationScoped
public class AnsweredOnce {
    private static final KeyPurpose ANSWERS = new KeyPurpose("answers");
    private static final String ANSWER = "answer";

    /** Waits for whoever uses the key at the moment. */
    private static final String CLAIM = """
            insert into idempotent_answer (id, tenant, caller, key, request, kept_until)
            values ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond')
            on conflict (tenant, caller, key) do update
                set id = excluded.id, request = excluded.request, answer = null, kept_until = excluded.kept_until
                where idempotent_answer.kept_until < now()
            """;

    private static final String KEEP = "update idempotent_answer set answer = $2 where id = $1";

    private static final String FIND =
            "select id, request, answer from idempotent_answer where tenant = $1 and caller = $2 and key = $3";

    private static final String FORGET = """
            delete from idempotent_answer where id in
            (select id from idempotent_answer where kept_until < now() limit 1000)
            """;

    private final Transactions transactions;
    private final Vault vault;

    @Inject
    AnsweredOnce(Transactions transactions, Vault vault) {
        this.transactions = transactions;
        this.vault = vault;
    }

    @Produces
    @Singleton
    static SealedTable answers() {
        return new SealedTable(
                "idempotent_answer", ANSWERS, "id", Optional.empty(), List.of(SealedTable.Column.of(ANSWER)));
    }

    /** As {@link #answer(SqlConnection, Caller, IdempotencyKey, byte[], Duration, Supplier)}, in a transaction of its own. */
    public Uni<Answer> answer(
            Caller caller, IdempotencyKey key, byte[] request, Duration kept, Supplier<Uni<String>> work) {
        return transactions.sql(caller.tenant(), connection -> answer(connection, caller, key, request, kept, work));
    }

    /**
     * Answers, in the caller's transaction.
     *
     * @param request what makes the request what it is
     * @param kept how long the same request gets the same answer
     * @param work makes the answer, unless it was made before; when it fails the key is as unused as before
     */
    public Uni<Answer> answer(
            SqlConnection transaction,
            Caller caller,
            IdempotencyKey key,
            byte[] request,
            Duration kept,
            Supplier<Uni<String>> work) {
        UUID id = UUID.randomUUID();
        Tuple claim = Tuple.tuple()
                .addUUID(id)
                .addString(caller.tenant().value())
                .addString(caller.subject().value())
                .addValue(Buffer.buffer(key.hash()))
                .addValue(Buffer.buffer(key.code(request)))
                .addLong(kept.toMillis());
        return transaction
                .preparedQuery(CLAIM)
                .execute(claim)
                .chain(claimed -> claimed.rowCount() == 1
                        ? work.get()
                                .call(text -> keep(transaction, caller.tenant(), id, text))
                                .map(text -> new Answer.Given(text, false))
                        : earlier(transaction, caller, key, request));
    }

    /** Forgets answers that nobody may ask for any more, some at a time. */
    public Uni<Void> forgetOld() {
        return transactions
                .sqlAcrossTenants(connection -> connection.query(FORGET).execute())
                .replaceWithVoid();
    }

    private Uni<Void> keep(SqlConnection transaction, TenantId tenant, UUID id, String text) {
        byte[] sealed = vault.keys(ANSWERS).seal(place(tenant, id), ANSWER, text.getBytes(StandardCharsets.UTF_8));
        return transaction
                .preparedQuery(KEEP)
                .execute(Tuple.of(id, Buffer.buffer(sealed)))
                .replaceWithVoid();
    }

    private Uni<Answer> earlier(SqlConnection transaction, Caller caller, IdempotencyKey key, byte[] request) {
        return transaction
                .preparedQuery(FIND)
                .execute(Tuple.of(caller.tenant().value(), caller.subject().value(), Buffer.buffer(key.hash())))
                .map(rows -> rows.iterator().next())
                .chain(row -> MessageDigest.isEqual(row.getBuffer("request").getBytes(), key.code(request))
                        ? open(caller.tenant(), row)
                        : Uni.createFrom().item(new Answer.KeyReused()));
    }

    private Uni<Answer> open(TenantId tenant, Row row) {
        byte[] sealed = row.getBuffer(ANSWER).getBytes();
        return vault.keysFor(ANSWERS, List.of(sealed))
                .map(keys -> keys.open(place(tenant, row.getUUID("id")), ANSWER, sealed))
                .map(plain -> new Answer.Given(new String(plain, StandardCharsets.UTF_8), true));
    }

    private static Place place(TenantId tenant, UUID id) {
        return new Place(ANSWERS, tenant, id, "");
    }
}
