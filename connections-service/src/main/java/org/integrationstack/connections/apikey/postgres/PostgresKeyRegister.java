package org.integrationstack.connections.apikey.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.Topic;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.apikey.AddOutcome;
import org.integrationstack.connections.apikey.IssuedKey;
import org.integrationstack.connections.apikey.KeyRegister;
import org.integrationstack.connections.apikey.Once;
import org.integrationstack.connections.database.Rows;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.idempotency.Answer;
import org.integrationstack.connections.idempotency.AnsweredOnce;
import org.integrationstack.connections.republication.Republished;

/** Keys as a table; each change leaves its events in the outbox, in the same transaction. */
@ApplicationScoped
class PostgresKeyRegister implements KeyRegister, Republished {
    /** Nothing is added, and no row comes back, when there are too many already. */
    private static final String INSERT = """
            insert into api_key
              (id, tenant, name, hash, scopes, providers, connections, created_by, created_at, expires_at, version)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
            where (select count(*) from api_key
                   where tenant = $2 and revoked_at is null and expires_at > $9) < $12
            """;

    private static final String FIND = "select * from api_key where tenant = $1 and id = $2";
    private static final String LOCK = "select * from api_key where tenant = $1 and id = $2 for update";
    private static final String REVOKE =
            "update api_key set revoked_at = $3, version = $4 where tenant = $1 and id = $2";
    private static final String PAGE = """
            select * from api_key
            where tenant = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
            order by created_at desc, id desc limit $4
            """;
    private static final String COUNT = "select count(*) as number from api_key";
    private static final String LOCK_NEXT = """
            select * from api_key where $1::uuid is null or id > $1 order by id limit $2 for update
            """;
    private static final String FORGET = """
            delete from api_key where id in
              (select id from api_key where expires_at < $1 order by expires_at limit 500 for update skip locked)
            returning id
            """;

    private static final Duration ANSWERED_FOR = Duration.ofDays(1);

    private final Transactions transactions;
    private final AnsweredOnce answers;
    private final Outbox outbox;

    @Inject
    PostgresKeyRegister(Transactions transactions, AnsweredOnce answers, Outbox outbox) {
        this.transactions = transactions;
        this.answers = answers;
        this.outbox = outbox;
    }

    @Override
    public Uni<AddOutcome> add(IssuedKey key, ApiKey text, int most, Optional<Once> once) {
        return transactions
                .sql(
                        key.tenant(),
                        connection -> once.map(it -> addOnce(connection, it, key, text, most))
                                .orElseGet(() -> add(connection, key, most).replaceWith(new AddOutcome.Added())))
                .onFailure(TooManyException.class)
                .recoverWithItem(AddOutcome.TooMany::new);
    }

    private Uni<AddOutcome> addOnce(SqlConnection connection, Once once, IssuedKey key, ApiKey text, int most) {
        return answers.answer(
                        connection,
                        once.caller(),
                        once.key(),
                        once.request(),
                        ANSWERED_FOR,
                        () -> add(connection, key, most).replaceWith(text::reveal))
                .map(PostgresKeyRegister::added);
    }

    private static AddOutcome added(Answer answer) {
        if (answer instanceof Answer.Given given) {
            return given.again()
                    ? new AddOutcome.Earlier(ApiKey.parse(given.text()).orElseThrow())
                    : new AddOutcome.Added();
        }
        return new AddOutcome.KeyReused();
    }

    private Uni<Void> add(SqlConnection connection, IssuedKey key, int most) {
        return connection
                .preparedQuery(INSERT)
                .execute(row(key).addInteger(most))
                .invoke(inserted -> {
                    if (inserted.rowCount() == 0) {
                        throw new TooManyException();
                    }
                })
                .chain(() -> tell(connection, key, "api-key.created", key.createdBy(), key.createdAt()));
    }

    @Override
    public Uni<Optional<IssuedKey>> find(TenantId tenant, UUID id) {
        return transactions
                .sql(tenant, connection -> connection.preparedQuery(FIND).execute(Tuple.of(tenant.value(), id)))
                .map(rows -> Rows.first(rows, PostgresKeyRegister::key));
    }

    @Override
    public Uni<Boolean> revoke(Caller admin, UUID id, Instant now) {
        return transactions.sql(
                admin.tenant(),
                connection -> connection
                        .preparedQuery(LOCK)
                        .execute(Tuple.of(admin.tenant().value(), id))
                        .map(PostgresKeyRegister::keys)
                        .chain(found -> found.isEmpty()
                                ? Uni.createFrom().item(false)
                                : end(connection, found.get(0), admin, now).replaceWith(true)));
    }

    private Uni<Void> end(SqlConnection connection, IssuedKey key, Caller admin, Instant now) {
        if (key.revokedAt().isPresent()) {
            return Uni.createFrom().voidItem();
        }
        IssuedKey revoked = key.revoked(now);
        return connection
                .preparedQuery(REVOKE)
                .execute(Tuple.of(key.tenant().value(), key.id(), utc(now), revoked.version()))
                .chain(() -> tell(connection, revoked, "api-key.revoked", admin.subject(), now));
    }

    @Override
    public Uni<Page<IssuedKey>> page(TenantId tenant, Optional<Position> after) {
        Tuple values = Tuple.of(
                tenant.value(),
                after.map(Position::at).map(PostgresKeyRegister::utc).orElse(null),
                after.map(Position::id).orElse(null),
                Page.SIZE + 1);
        return transactions
                .sql(tenant, connection -> connection.preparedQuery(PAGE).execute(values))
                .map(PostgresKeyRegister::keys)
                .map(rows -> Page.of(rows, Page.SIZE, key -> new Position(key.createdAt(), key.id())));
    }

    @Override
    public Uni<Integer> forgetExpired(Instant before) {
        return transactions.sqlAcrossTenants(connection -> connection
                .preparedQuery(FORGET)
                .execute(Tuple.of(utc(before)))
                .chain(deleted -> Multi.createFrom()
                        .iterable(deleted)
                        .map(row -> row.getUUID("id").toString())
                        .onItem()
                        .transformToUniAndConcatenate(id -> outbox.delete(connection, Topics.API_KEYS_CHANGED, id))
                        .collect()
                        .last()
                        .replaceWith(deleted.rowCount())));
    }

    @Override
    public Topic topic() {
        return Topics.API_KEYS_CHANGED;
    }

    @Override
    public Uni<Long> count() {
        return transactions
                .sqlAcrossTenants(connection -> connection.query(COUNT).execute())
                .map(rows -> rows.iterator().next().getLong("number"));
    }

    @Override
    public Uni<Batch> tell(Optional<UUID> after, int limit) {
        return transactions.sqlAcrossTenants(connection -> connection
                .preparedQuery(LOCK_NEXT)
                .execute(Tuple.of(after.orElse(null), limit))
                .chain(rows -> Batch.of(
                        keys(rows),
                        IssuedKey::id,
                        key -> publish(connection, key, key.revokedAt().orElse(key.createdAt())))));
    }

    private Uni<Void> tell(SqlConnection connection, IssuedKey key, String act, UserId by, Instant at) {
        ActivityRecorded activity = activity(key, act, by, at);
        return publish(connection, key, at)
                .chain(() -> outbox.append(
                        connection, Topics.ACTIVITY_RECORDED, activity.recordKey(), activity.toCloudEvent()));
    }

    private Uni<Void> publish(SqlConnection connection, IssuedKey key, Instant at) {
        ApiKeyChanged change = change(key, at);
        return outbox.append(
                connection, Topics.API_KEYS_CHANGED, change.recordKey(), change.toCloudEvent(UUID.randomUUID()));
    }

    private static ApiKeyChanged change(IssuedKey key, Instant at) {
        return new ApiKeyChanged(
                key.id(),
                key.tenant(),
                key.version(),
                key.hash(),
                key.scopes(),
                key.providers().stream().map(ProviderId::value).toList(),
                key.connections(),
                key.expiresAt(),
                key.revokedAt().isPresent(),
                at);
    }

    /** Concerns the tenant, and so is shown to its admins. */
    private static ActivityRecorded activity(IssuedKey key, String act, UserId by, Instant at) {
        String verb = key.revokedAt().isPresent() ? "Revoked" : "Created";
        SpanContext span = Span.current().getSpanContext();
        return new ActivityRecorded(
                UUID.randomUUID(),
                key.tenant(),
                act,
                null,
                null,
                null,
                at,
                verb + " the API key " + key.name(),
                Map.of("key", key.id().toString(), "name", key.name(), "by", by.value()),
                span.isValid() ? span.getTraceId() : null);
    }

    private static Tuple row(IssuedKey key) {
        return Tuple.tuple()
                .addUUID(key.id())
                .addString(key.tenant().value())
                .addString(key.name())
                .addString(key.hash())
                .addArrayOfString(key.scopes().toArray(String[]::new))
                .addArrayOfString(
                        key.providers().stream().map(ProviderId::value).toArray(String[]::new))
                .addArrayOfUUID(
                        key.connections().stream().map(ConnectionId::value).toArray(UUID[]::new))
                .addString(key.createdBy().value())
                .addOffsetDateTime(utc(key.createdAt()))
                .addOffsetDateTime(utc(key.expiresAt()))
                .addLong(key.version());
    }

    private static List<IssuedKey> keys(RowSet<Row> rows) {
        return Rows.all(rows, PostgresKeyRegister::key);
    }

    private static IssuedKey key(Row row) {
        return new IssuedKey(
                row.getUUID("id"),
                new TenantId(row.getString("tenant")),
                row.getString("name"),
                row.getString("hash"),
                List.of(row.getArrayOfStrings("scopes")),
                Arrays.stream(row.getArrayOfStrings("providers"))
                        .map(ProviderId::new)
                        .toList(),
                Arrays.stream(row.getArrayOfUUIDs("connections"))
                        .map(ConnectionId::new)
                        .toList(),
                new UserId(row.getString("created_by")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("revoked_at")).map(OffsetDateTime::toInstant),
                row.getLong("version"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Undoes what was begun. */
    private static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyException() {
            super(null, null, false, false);
        }
    }
}
