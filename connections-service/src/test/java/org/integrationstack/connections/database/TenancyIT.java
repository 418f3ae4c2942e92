package org.integrationstack.connections.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.sqlclient.DatabaseException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.integrationstack.common.database.BoundRole;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.startup.StartRefusedException;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What Postgres itself lets a transaction see, whatever it asks for. */
@ServiceTest
class TenancyIT {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final String COUNT = "select count(*) from connection";

    @Inject
    Pool pool;

    @Inject
    Transactions transactions;

    @Inject
    Flyway flyway;

    @BeforeEach
    void connect() {
        Eventually.holds(() -> Database.sql("select from key_rotation"));
        as(ACME, insert("acme"));
        as(ACME, insert("acme"));
        as(GLOBEX, insert("globex"));
    }

    @AfterEach
    void cleanUp() {
        Infrastructure.clean();
    }

    @Test
    void aTransactionSeesItsTenantAlone() {
        assertThat(as(ACME, COUNT).iterator().next().getLong(0)).isEqualTo(2);
        assertThat(as(GLOBEX, COUNT).iterator().next().getLong(0)).isEqualTo(1);
        assertThat(Database.count(COUNT)).isEqualTo(3);
    }

    @Test
    void aQueryThatForgotItsTenantSeesNothing() {
        as(ACME, COUNT);

        assertThat(get(pool.query(COUNT).execute()).iterator().next().getLong(0))
                .isZero();
        assertThat(get(pool.query("update connection set owner = 'mallory'").execute())
                        .rowCount())
                .isZero();
        assertThatThrownBy(() -> get(pool.query(insert("acme")).execute())).isInstanceOf(DatabaseException.class);
    }

    @Test
    void writesNothingOfAnotherTenant() {
        assertThatThrownBy(() -> as(ACME, insert("globex")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("violates row-level security policy");
        assertThatThrownBy(() -> as(ACME, "update connection set tenant = 'globex'"))
                .isInstanceOf(DatabaseException.class);
        assertThat(as(ACME, "update connection set owner = 'mallory' where tenant = 'globex'")
                        .rowCount())
                .isZero();
        assertThat(as(ACME, "delete from connection where tenant = 'globex'").rowCount())
                .isZero();
    }

    @Test
    void everyTableWithATenantIsGuarded() {
        List<String> unguarded = texts("""
                select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                left join pg_policy p on p.polrelid = c.oid
                where c.relnamespace = current_schema::regnamespace and c.relkind in ('r', 'p')
                    and a.attname = 'tenant' and not a.attisdropped
                group by c.oid, c.relname
                having not c.relrowsecurity or not c.relforcerowsecurity or count(p.oid) <> 1
                    or not bool_and(pg_get_expr(p.polqual, c.oid) like '%integration.tenant%' and p.polcmd = '*')
                """);

        assertThat(unguarded)
                .as("a migration that makes one ends with: call isolate_tenants()")
                .isEmpty();
    }

    @Test
    void noOtherTableHoldsWhatIsATenants() {
        List<String> others = texts("""
                select relname from pg_class where relnamespace = current_schema::regnamespace and relkind in ('r', 'p')
                    and not relrowsecurity
                """);

        assertThat(others)
                .containsExactlyInAnyOrder(
                        "activity_rebuild",
                        "data_key",
                        "flyway_schema_history",
                        "key_rotation",
                        "keyset",
                        "outbox",
                        "outbox_lease",
                        "republication");
    }

    @Test
    void theRoleOfTheServiceIsBoundByIt() {
        assertThat(texts("select rolname from pg_roles where rolname = current_user and not rolsuper"
                        + " and not rolbypassrls and not rolcreaterole and not rolcreatedb and not rolreplication"))
                .containsExactly("connections");
        assertThat(texts("select schema_name from information_schema.schemata where schema_owner = current_user"))
                .containsExactly("connections");
    }

    @Test
    void aRoleThatIsNotBoundIsRefused() throws SQLException {
        String superuser =
                texts("select rolname from pg_roles where rolsuper limit 1").get(0);
        // The pool may hold a connection from before another test's outage.
        Eventually.holds(() -> assertThatCode(
                        () -> BoundRole.require(flyway.getConfiguration().getDataSource()))
                .doesNotThrowAnyException());

        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            assertThatThrownBy(() -> BoundRole.require(connection, superuser))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("DATABASE_USERNAME");
            assertThatThrownBy(() -> BoundRole.require(connection, "nobody")).isInstanceOf(StartRefusedException.class);
        }
    }

    @Test
    void migrationsReachTheRowsOfAllTenants(@TempDir Path migrations) throws IOException {
        Files.writeString(
                migrations.resolve("V1000__probe.sql"),
                "create table migration_probe as select count(*) as number from connection;");

        Config config = ConfigProvider.getConfig();
        Flyway.configure()
                .dataSource(
                        config.getValue("quarkus.datasource.jdbc.url", String.class),
                        config.getValue("quarkus.datasource.username", String.class),
                        config.getValue("quarkus.datasource.password", String.class))
                .initSql(flyway.getConfiguration().getInitSql())
                .locations("filesystem:" + migrations)
                .table("flyway_probe_history")
                .baselineOnMigrate(true)
                .load()
                .migrate();

        long seen = Database.count("select number from migration_probe");
        Database.sql("drop table migration_probe, flyway_probe_history");
        assertThat(seen).isEqualTo(3);
    }

    private static String insert(String tenant) {
        return "insert into connection (id, tenant, owner, provider, issuer, account_id, requested_scopes, granted_scopes,"
                + " status, created_at, updated_at, version) values (gen_random_uuid(), '" + tenant
                + "', 'alice', 'github', 'https://github.com', '" + UUID.randomUUID()
                + "', '', '', 'ACTIVE', now(), now(), 1)";
    }

    private RowSet<Row> as(TenantId tenant, String statement) {
        return get(transactions.sql(
                tenant, connection -> connection.query(statement).execute()));
    }

    private static List<String> texts(String statement) {
        return Database.sql(statement).stream().map(row -> row.getString(0)).toList();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
