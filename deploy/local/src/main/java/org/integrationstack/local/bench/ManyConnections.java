package org.integrationstack.local.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.common.secret.Secret;

/**
 * Puts more connections into the database than anybody would care to make by hand: copies of one that was really made,
 * with access tokens of their own and the refresh token of the one, sealed under the service's own key for their own
 * place, so that the service opens and renews them and rotation reseals them like any others. They end in a day: within a
 * measurement none is due that is not made so.
 */
final class ManyConnections implements AutoCloseable {

    private static final int BATCH = 1_000;

    private static final String COPIES = """
            insert into connection select copy.* from connection c, generate_series(1, %d) n,
                lateral jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
                    'owner', 'member-' || n %% 1000, 'account_id', 'account-' || n,
                    'created_at', c.created_at - n * interval '1 second',
                    'labels', jsonb_build_object('team', (n %% 100)::text))) copy
            where c.id = '%s'""";

    private static final String GRANT = """
            insert into connection_grant (connection, tenant, access_token, refresh_token, kept_values, token_type,
                expires_at, planned_version, refresh_due)
            values (?, ?, ?, ?, ?, 'Bearer', now() + interval '1 day', 1,
                now() + interval '6 hours' + random() * interval '12 hours')""";

    private final Connection database;
    private final Secret vaultKey;

    /** @param service the environment of connections-service */
    ManyConnections(Map<String, String> service) throws SQLException {
        database = DriverManager.getConnection(
                "jdbc:" + service.get("DATABASE_URL") + "?reWriteBatchedInserts=true",
                service.get("DATABASE_USERNAME"),
                service.get("DATABASE_PASSWORD"));
        vaultKey = Secret.of(service.get("INTEGRATION_KEYS_VAULT"));
        execute("set integration.tenant = '*'");
    }

    /** Copies a connection so many times: the ids of the copies. */
    List<UUID> copy(String connection, int times) throws SQLException {
        execute(COPIES.formatted(times, UUID.fromString(connection)));
        List<UUID> copies = withoutGrant();
        grant(copies, refreshToken(UUID.fromString(connection)));
        execute("vacuum analyze");
        return copies;
    }

    /** Lets tokens have ended. */
    void expire(String connection) throws SQLException {
        execute("update connection_grant set epoch = epoch + 1, planned_version = version, refresh_due = null,"
                + " expires_at = now() - interval '1 minute' where connection = '" + UUID.fromString(connection) + "'");
    }

    /** Makes so many tokens due at once, which have half a day to go. */
    void makeDue(int tokens) throws SQLException {
        execute("update connection_grant set refresh_due = now() where (connection, slot) in (select connection, slot"
                + " from connection_grant where refresh_due > now() + interval '1 hour' limit " + tokens + ")");
    }

    private byte[] refreshToken(UUID connection) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows =
                        statement.executeQuery("select refresh_token from connection_grant where connection = '"
                                + connection + "' and slot = 'main'")) {
            rows.next();
            return tokenKeys().sealer().open(rows.getBytes(1), place(connection, "refresh_token"));
        }
    }

    private List<UUID> withoutGrant() throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select id from connection c where status = 'ACTIVE'"
                        + " and not exists (select from connection_grant g where g.connection = c.id)")) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private void grant(List<UUID> connections, byte[] refreshToken) throws SQLException {
        Sealer sealer = tokenKeys().sealer();
        database.setAutoCommit(false);
        try (PreparedStatement insert = database.prepareStatement(GRANT)) {
            for (int number = 0; number < connections.size(); number++) {
                UUID connection = connections.get(number);
                insert.setObject(1, connection);
                insert.setString(2, "acme");
                insert.setBytes(3, sealer.seal(bytes("access-" + connection), place(connection, "access_token")));
                insert.setBytes(4, sealer.seal(refreshToken, place(connection, "refresh_token")));
                insert.setBytes(5, sealer.seal(bytes("{}"), place(connection, "kept_values")));
                insert.addBatch();
                if ((number + 1) % BATCH == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        database.commit();
        database.setAutoCommit(true);
    }

    /** As the service unwraps them. */
    private Keyset tokenKeys() throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select wrapped from keyset where purpose = 'tokens'")) {
            rows.next();
            byte[] keyset = Keyset.parse(vaultKey).sealer().open(rows.getBytes(1), bytes("keyset.v1 tokens"));
            return Keyset.parse(Secret.of(new String(keyset, StandardCharsets.UTF_8)));
        }
    }

    /** What connections-service binds a sealed field to (its {@code vault.Place}): were it not the same, none would open. */
    private static byte[] place(UUID connection, String field) {
        ByteArrayOutputStream place = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(place)) {
            for (String part : List.of("sealed.v1", "tokens", "acme", connection.toString(), "main", field)) {
                out.writeInt(bytes(part).length);
                out.write(bytes(part));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return place.toByteArray();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
