package org.integrationstack.connections.vault.postgres;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;

import org.integrationstack.common.secret.KeyPurpose;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.vault.Keysets;
import org.integrationstack.connections.vault.StoredKeyset;

/** Wrapped keysets in Postgres, and beside each its keys' ids, to which sealed rows refer. */
@ApplicationScoped
class PostgresKeysets implements Keysets {
    private static final String FIND = "select purpose, version, wrapped from keyset where purpose = $1";
    private static final String VERSIONS = "select purpose, version from keyset";
    private static final String KEY_OF = "select id from data_key where rotation = $1 and purpose = $2";

    /** Of replicas that start at once the first inserts; the others wait for it here, and insert nothing. */
    private static final String CREATE = """
            with created as (
                insert into keyset (purpose, wrapped) values ($1, $2) on conflict do nothing returning purpose)
            insert into data_key (id, purpose) select $3, purpose from created
            """;

    private static final String REPLACE = """
            update keyset set wrapped = $3, version = version + 1, changed_at = now()
            where purpose = $1 and version = $2
            """;

    private static final String ADD_KEYS = """
            insert into data_key (id, purpose, rotation) select unnest($2::bigint[]), $1, $3 on conflict do nothing
            """;

    private static final String REMOVE_KEYS = "delete from data_key where purpose = $1 and not id = any($2)";

    /** Source: PostgreSQL documentation, appendix A: foreign_key_violation. */
    private static final String STILL_REFERRED_TO = "23503";

    private final Transactions transactions;

    @Inject
    PostgresKeysets(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<Optional<StoredKeyset>> find(KeyPurpose purpose) {
        return query(FIND, Tuple.of(purpose.name()))
                .map(rows -> first(rows)
                        .map(row -> new StoredKeyset(
                                purpose,
                                row.getLong("version"),
                                row.getBuffer("wrapped").getBytes())));
    }

    @Override
    public Uni<Map<KeyPurpose, Long>> versions() {
        return query(VERSIONS, Tuple.tuple())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(
                                row -> new KeyPurpose(row.getString("purpose")), row -> row.getLong("version"))));
    }

    @Override
    public Uni<Void> create(KeyPurpose purpose, byte[] wrapped, long keyId) {
        return query(CREATE, Tuple.of(purpose.name(), Buffer.buffer(wrapped), keyId))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Long>> keyOf(UUID rotation, KeyPurpose purpose) {
        return query(KEY_OF, Tuple.of(rotation, purpose.name()))
                .map(rows -> first(rows).map(row -> row.getLong("id")));
    }

    @Override
    public Uni<Replaced> replace(Change change) {
        StoredKeyset previous = change.previous();
        Tuple values = Tuple.of(previous.purpose().name(), previous.version(), Buffer.buffer(change.wrapped()));
        return transactions
                .sqlAcrossTenants(connection -> connection
                        .preparedQuery(REPLACE)
                        .execute(values)
                        .chain(replaced -> replaced.rowCount() == 0
                                ? Uni.createFrom().item(Replaced.OUTDATED)
                                : changeKeys(connection, change)))
                .onFailure(PostgresKeysets::isStillReferredTo)
                .recoverWithItem(Replaced.IN_USE);
    }

    private static Uni<Replaced> changeKeys(SqlConnection connection, Change change) {
        String purpose = change.previous().purpose().name();
        Long[] ids = ids(change.keys());
        return connection
                .preparedQuery(ADD_KEYS)
                .execute(Tuple.of(purpose, ids, change.rotation().orElse(null)))
                .chain(() -> connection.preparedQuery(REMOVE_KEYS).execute(Tuple.of(purpose, ids)))
                .replaceWith(Replaced.DONE);
    }

    private static boolean isStillReferredTo(Throwable failure) {
        return failure instanceof DatabaseException refused && STILL_REFERRED_TO.equals(refused.getSqlState());
    }

    private static Long[] ids(Set<Long> keys) {
        return keys.toArray(Long[]::new);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple values) {
        return transactions.sqlAcrossTenants(
                connection -> connection.preparedQuery(sql).execute(values));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }
}
