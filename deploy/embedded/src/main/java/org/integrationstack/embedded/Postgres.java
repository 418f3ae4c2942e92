package org.integrationstack.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

import org.postgresql.Driver;
import org.postgresql.PGConnection;

/**
 * A PostgreSQL 17 server with the database {@value #DATABASE} and one role and schema per service. Every connection
 * needs a password (SCRAM-SHA-256).
 */
public final class Postgres implements EmbeddedServer {
    /** The super user. */
    public static final String ADMIN = "admin";
    /** The one database. */
    public static final String DATABASE = "integration";

    private static final String NAME = "PostgreSQL";
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z_]{0,62}");
    private static final String INVALID_PASSWORD = "28P01";
    // The server's own processes notice a moment later that it was killed; until they are gone it cannot start again.
    private static final String PREDECESSOR_ALIVE = "pre-existing shared memory block";

    private final PostgresOptions options;
    private final int port;
    private final ChildProcess process;

    private Postgres(PostgresOptions options, int port, ChildProcess process) {
        this.options = options;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts a server and returns when it takes connections. A new directory is initialised first.
     *
     * @throws PortTakenException when the port is in use
     * @throws EmbeddedException when it cannot be started, or the directory was made with another password
     */
    public static Postgres start(PostgresOptions options) {
        PrivateFiles.createDirectories(options.directory());
        Path programs = Binaries.ofThisUser().postgres().resolve("bin");
        initialise(options, programs);
        Postgres postgres = Startup.onPort(NAME, options.port(), port -> startPatiently(options, port, programs));
        try {
            postgres.ensureDatabase();
        } catch (EmbeddedException e) {
            postgres.close();
            throw e;
        }
        return postgres;
    }

    private static void initialise(PostgresOptions options, Path programs) {
        Path data = data(options);
        if (Files.exists(data)) {
            return;
        }
        // The data directory gets its name when it is complete, so a start that was killed half-way leaves nothing
        // that looks like one.
        Path unfinished = options.directory().resolve("data.new");
        Path password = PrivateFiles.write(options.directory().resolve("password"), options.adminPassword());
        try {
            Binaries.deleteTree(unfinished);
            initdb(options, programs, unfinished, password);
            Files.delete(password);
            Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot initialise " + data, e);
        }
    }

    private static void initdb(PostgresOptions options, Path programs, Path target, Path password) {
        ChildProcess initdb = spawn(
                options,
                "PostgreSQL's initdb",
                List.of(
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + target,
                        "--username=" + ADMIN,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        options.durable() ? "--data-checksums" : "--no-sync"));
        int exitCode = initdb.onExit().join();
        if (exitCode != 0) {
            throw new EmbeddedException("PostgreSQL cannot initialise its directory: %s (log: %s)%s"
                    .formatted(initdb.output(), initdb.log(), hint(initdb.output())));
        }
    }

    private static String hint(String output) {
        return output.contains("unshare")
                ? ". PostgreSQL refuses to run as root, and this system allows no user namespace: run as another user"
                : "";
    }

    private static Postgres startPatiently(PostgresOptions options, int port, Path programs) {
        long deadline = System.nanoTime() + Startup.READY_WITHIN.toNanos();
        while (true) {
            try {
                return start(options, port, programs);
            } catch (EmbeddedException e) {
                if (!e.getMessage().contains(PREDECESSOR_ALIVE) || System.nanoTime() > deadline) {
                    throw e;
                }
                Startup.pause();
            }
        }
    }

    private static Postgres start(PostgresOptions options, int port, Path programs) {
        removeStaleLock(data(options));
        List<String> line = new ArrayList<>(List.of(
                programs.resolve("postgres").toString(),
                "-D",
                data(options).toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=64MB",
                "-c",
                "max_connections=200"));
        if (!options.durable()) {
            line.addAll(List.of("-c", "fsync=off"));
        }
        Postgres postgres = new Postgres(options, port, spawn(options, NAME, line));
        Startup.await(postgres.process, postgres::answers);
        return postgres;
    }

    /** The lock file of a killed server stops the next one if its process id has gone to another program. */
    private static void removeStaleLock(Path data) {
        Path lock = data.resolve("postmaster.pid");
        try {
            if (Files.exists(lock) && !namesServerOf(data, lock)) {
                Files.delete(lock);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + lock, e);
        }
    }

    private static boolean namesServerOf(Path data, Path lock) throws IOException {
        return Files.readAllLines(lock).stream()
                .limit(1)
                .filter(pid -> pid.matches("[0-9]+"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.contains(data.toString()));
    }

    private static ChildProcess spawn(PostgresOptions options, String name, List<String> program) {
        List<String> line = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses root. In a user namespace without a mapping it sees itself as nobody, and the files of
            // root, which it still may write, as its own.
            line.addAll(List.of("unshare", "--user"));
        }
        line.addAll(program);
        return ChildProcesses.spawn(new Command(
                name,
                line,
                Map.of("LC_ALL", "C", "TZ", "UTC"),
                options.directory(),
                options.directory().resolve("postgresql.log"),
                Signal.INT));
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static Path data(PostgresOptions options) {
        return options.directory().resolve("data");
    }

    private boolean answers() {
        try (Connection connection = connect("postgres", ADMIN, options.adminPassword())) {
            return connection.isValid(1);
        } catch (SQLException e) {
            if (INVALID_PASSWORD.equals(e.getSQLState())) {
                process.stop(STOP_GRACE);
                throw new EmbeddedException(
                        "PostgreSQL's directory %s was made with another admin password".formatted(options.directory()),
                        e);
            }
            return false;
        }
    }

    private void ensureDatabase() {
        try (Connection connection = connect("postgres", ADMIN, options.adminPassword());
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE);
                statement.execute("REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
            }
        } catch (SQLException e) {
            throw new EmbeddedException("cannot create the database " + DATABASE, e);
        }
    }

    /**
     * Makes sure that a service's role exists with this password and owns the schema of its name, which is its whole
     * search path. Nothing is lost when both exist.
     *
     * @param role lower-case letters and underscores
     */
    public void ensureService(String role, String password) {
        if (!ROLE.matcher(role).matches()) {
            throw new IllegalArgumentException("not a role name: " + role);
        }
        Passwords.check(password);
        try (Connection connection = connectAsAdmin();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = '" + role + "'")) {
                statement.execute("CREATE ROLE " + role + " LOGIN");
            }
            // The driver sends the SCRAM verifier, so the password itself never reaches a server log.
            connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
            statement.execute("GRANT CONNECT, TEMPORARY ON DATABASE " + DATABASE + " TO " + role);
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + role + " AUTHORIZATION " + role);
            statement.execute("ALTER ROLE " + role + " SET search_path = " + role);
        } catch (SQLException e) {
            throw new EmbeddedException("cannot create the role and schema " + role, e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    @Override
    public ChildProcess process() {
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    /** {@code postgresql://127.0.0.1:port/integration}, without user and password. */
    public String url() {
        return "postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    /** A connection of the super user to {@value #DATABASE}. */
    public Connection connectAsAdmin() throws SQLException {
        return connect(DATABASE, ADMIN, options.adminPassword());
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        // Not through DriverManager, which shows a driver only to the class loader that registered it.
        return new Driver().connect("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    @Override
    public void close() {
        process.stop(STOP_GRACE);
    }
}
