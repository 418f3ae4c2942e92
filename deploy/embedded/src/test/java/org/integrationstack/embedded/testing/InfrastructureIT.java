package org.integrationstack.embedded.testing;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.integrationstack.embedded.RedisClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InfrastructureIT {
    private static Map<String, String> environment;

    @BeforeAll
    static void start() {
        Infrastructure infrastructure = new Infrastructure();
        infrastructure.init(Map.of("service", "worker"));
        environment = infrastructure.start();
    }

    @Test
    void givesTheEnvironmentOfAService() {
        assertThat(environment)
                .containsEntry("DATABASE_USERNAME", "worker")
                .containsEntry("KAFKA_USERNAME", "worker")
                .containsEntry("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT")
                .containsEntry("OIDC_CLIENT_ID", "webhook-worker")
                .containsKeys("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL", "REDIS_CACHE_URL", "OIDC_ISSUER");
    }

    @Test
    void givesOnlyWhatIsNeeded() {
        assertThat(Infrastructure.environment("gateway", "kafka"))
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", environment.get("KAFKA_BOOTSTRAP_SERVERS"))
                .doesNotContainKeys("DATABASE_URL", "REDIS_URL");
    }

    @Test
    void wantsToKnowTheService() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Infrastructure().start())
                .withMessageContaining("service");
    }

    @Test
    void isTheSameForEveryClassLoaderOfTheJvm() throws Exception {
        try (URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> infrastructure = other.loadClass(Infrastructure.class.getName());

            Object seenThere = infrastructure
                    .getMethod("environment", String.class, String.class)
                    .invoke(null, "worker", "postgres,kafka,redis");

            assertThat(infrastructure).isNotEqualTo(Infrastructure.class);
            assertThat(seenThere).isEqualTo(environment);
        }
    }

    @Test
    void passesFailuresThroughToEveryClassLoader() throws Exception {
        try (URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> infrastructure = other.loadClass(Infrastructure.class.getName());

            assertThatThrownBy(() ->
                            infrastructure.getMethod("pause", String.class).invoke(null, "mysql"))
                    .isInstanceOf(InvocationTargetException.class)
                    .hasRootCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void cleanStateEmptiesEveryTableButFlywaysAndRedis() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ledger (id bigserial PRIMARY KEY)");
            statement.execute("CREATE TABLE attempt (ledger bigint REFERENCES ledger)");
            statement.execute("CREATE TABLE flyway_schema_history AS SELECT 1 AS version");
            statement.execute("INSERT INTO ledger DEFAULT VALUES");
            statement.execute("INSERT INTO attempt VALUES (1)");

            RedisClient.ask(environment.get("REDIS_URL"), "SET permit 7");
            RedisClient.ask(environment.get("REDIS_CACHE_URL"), "SET answer 7");

            new CleanState().beforeAll(null);

            assertThat(RedisClient.ask(environment.get("REDIS_URL"), "DBSIZE")).isEqualTo(":0");
            assertThat(RedisClient.ask(environment.get("REDIS_CACHE_URL"), "DBSIZE"))
                    .isEqualTo(":0");
            assertThat(count(statement, "ledger")).isZero();
            assertThat(count(statement, "attempt")).isZero();
            assertThat(count(statement, "flyway_schema_history")).isOne();
        }
    }

    @Test
    void aPieceGoesAwayAndComesBackWithItsData() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 1 AS id");
        }

        for (Runnable departure :
                new Runnable[] {() -> Infrastructure.stop("postgres"), () -> Infrastructure.kill("postgres")}) {
            departure.run();
            assertThatThrownBy(InfrastructureIT::connect).hasRootCauseInstanceOf(ConnectException.class);
            Infrastructure.start("postgres");
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                assertThat(count(statement, "kept")).isOne();
            }
        }
    }

    @Test
    void aFrozenPieceTakesConnectionsAndIsSilentUntilItIsWoken() throws Exception {
        URI redis = URI.create(environment.get("REDIS_URL"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.getPort())) {
            socket.setSoTimeout(200);
            Infrastructure.pause("redis");
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            Infrastructure.resume("redis");

            socket.setSoTimeout(5000);
            assertThat(socket.getInputStream().read()).isEqualTo('-');
        } finally {
            Infrastructure.resume("redis");
        }
    }

    @Test
    void knowsOnlyItsPieces() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Infrastructure.pause("mysql"))
                .withMessageContaining("not mysql");
    }

    private static Connection connect() throws Exception {
        return DriverManager.getConnection(
                "jdbc:" + environment.get("DATABASE_URL"),
                environment.get("DATABASE_USERNAME"),
                environment.get("DATABASE_PASSWORD"));
    }

    private static int count(Statement statement, String table) throws Exception {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> {
                    try {
                        return Path.of(entry).toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray(URL[]::new);
    }
}
