package org.integrationstack.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PostgresIT {
    private static final String ADMIN_PASSWORD = "admin-password";
    private static final String WORKER_PASSWORD = "worker-password";

    @TempDir
    static Path directory;

    private static Postgres postgres;

    @BeforeAll
    static void start() {
        postgres = Postgres.start(options(0));
    }

    @BeforeEach
    void makeWorker() {
        postgres.ensureService("worker", WORKER_PASSWORD);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void letsNobodyInWithoutTheirPassword() throws Exception {
        assertThatThrownBy(() -> connect("worker", "another-password")).hasMessageContaining("password authentication");
        assertThatThrownBy(() -> connect("admin", "")).isInstanceOf(SQLException.class);
        assertThat(query(connect("admin", ADMIN_PASSWORD), "SHOW listen_addresses"))
                .isEqualTo("127.0.0.1");
        assertThat(query(connect("admin", ADMIN_PASSWORD), "SHOW server_version"))
                .startsWith("17.");
    }

    @Test
    void givesEachServiceASchemaThatNoOtherServiceReads() throws Exception {
        postgres.ensureService("connections", "connections-password");
        execute(connect("connections", "connections-password"), "CREATE TABLE grants (token text)");

        assertThat(query(connect("worker", WORKER_PASSWORD), "SELECT current_schemas(false)::text"))
                .isEqualTo("{worker}");
        assertThatThrownBy(() -> query(connect("worker", WORKER_PASSWORD), "SELECT count(*) FROM connections.grants"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute(connect("worker", WORKER_PASSWORD), "CREATE TABLE public.grants (token text)"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void makingAServiceAgainChangesItsPasswordAndKeepsItsTables() throws Exception {
        execute(connect("worker", WORKER_PASSWORD), "CREATE TABLE rotation AS SELECT 7 AS id");

        postgres.ensureService("worker", "rotated-password");

        assertThat(query(connect("worker", "rotated-password"), "SELECT id FROM rotation"))
                .isEqualTo("7");
        assertThatThrownBy(() -> connect("worker", WORKER_PASSWORD)).isInstanceOf(SQLException.class);
    }

    @Test
    void comesBackAtOnceWithItsDataWhenItWasKilled() throws Exception {
        execute(connect("worker", WORKER_PASSWORD), "CREATE TABLE ledger AS SELECT 7 AS id");
        int port = postgres.port();
        postgres.process().signal(Signal.KILL);
        postgres.onExit().join();

        postgres = Postgres.start(options(port));

        assertThat(query(connect("worker", WORKER_PASSWORD), "SELECT id FROM ledger"))
                .isEqualTo("7");
    }

    @Test
    void startsWhereTheLockOfAKilledServerNamesAnotherProgram() throws Exception {
        postgres.close();
        Files.writeString(
                directory.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n");

        postgres = Postgres.start(options(0));

        assertThat(query(connect("worker", WORKER_PASSWORD), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void startsAfterItsFirstStartWasCutShort() throws Exception {
        Path cutShort = Files.createDirectories(directory.resolve("second/data.new"));
        Files.createFile(cutShort.resolve("PG_VERSION"));

        try (Postgres second =
                Postgres.start(new PostgresOptions(directory.resolve("second"), 0, ADMIN_PASSWORD, false))) {
            assertThat(second.process().isAlive()).isTrue();
        }
    }

    @Test
    void namesThePortThatIsTakenAndWhoHoldsIt() {
        assertThatThrownBy(() -> Postgres.start(
                        new PostgresOptions(directory.resolve("second"), postgres.port(), ADMIN_PASSWORD, false)))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("PostgreSQL cannot listen on 127.0.0.1:" + postgres.port())
                .hasMessageContaining("process " + postgres.pid());
    }

    @Test
    void saysThatTheDirectoryHasAnotherPassword() {
        postgres.close();
        try {
            assertThatThrownBy(() -> Postgres.start(new PostgresOptions(directory, 0, "other-password", false)))
                    .hasMessageContaining("was made with another admin password");
        } finally {
            postgres = Postgres.start(options(0));
        }
    }

    @Test
    void refusesASecondServerOnItsDirectory() throws Exception {
        assertThatThrownBy(() -> Postgres.start(options(0))).hasMessageContaining("postmaster.pid");

        assertThat(query(connect("worker", WORKER_PASSWORD), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void keepsPasswordsOffCommandLinesAndOutOfFiles() throws Exception {
        String line = Files.readString(Path.of("/proc/" + postgres.pid() + "/cmdline"));

        assertThat(line).contains("postgres").doesNotContain(ADMIN_PASSWORD);
        assertThat(directory.resolve("password")).doesNotExist();
        assertThat(Files.readString(postgres.process().log())).doesNotContain(ADMIN_PASSWORD, WORKER_PASSWORD);
        assertThat(options(0).toString()).doesNotContain(ADMIN_PASSWORD);
    }

    @Test
    void refusesNamesThatWouldNeedQuoting() {
        assertThatIllegalArgumentException().isThrownBy(() -> postgres.ensureService("Worker; DROP", WORKER_PASSWORD));
    }

    private static PostgresOptions options(int port) {
        return new PostgresOptions(directory, port, ADMIN_PASSWORD, false);
    }

    private static Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:" + postgres.url(), user, password);
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (connection;
                Statement executing = connection.createStatement()) {
            executing.execute(statement);
        }
    }

    private static String query(Connection connection, String query) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
