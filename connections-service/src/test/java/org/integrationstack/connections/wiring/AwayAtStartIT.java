package org.integrationstack.connections.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.Surroundings;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/** The service is started while PostgreSQL, Kafka and Redis are all away; they come one after another. */
@QuarkusTest
@QuarkusTestResource(value = AwayAtStartIT.AllAway.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Surroundings.class, restrictToAnnotatedClass = true)
class AwayAtStartIT {
    private static final List<String> NEEDED = List.of("kafka", "redis", "postgres");

    @TestHTTPResource(value = "/health/ready", management = true)
    URL readiness;

    @TestHTTPResource(value = "/health/live", management = true)
    URL liveness;

    @AfterAll
    static void clean() {
        Infrastructure.clean();
    }

    @Test
    void startsSaysWhatItWaitsForAndWorksOnceAllIsThere() {
        assertThat(status(liveness)).isEqualTo(200);
        assertThat(status(readiness)).isEqualTo(503);
        Reply refused = Api.user("alice").get("/api/connections");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isEqualTo("2");
        Api program =
                Api.with(ApiKey.generate(UUID.randomUUID(), new SecureRandom()).reveal());
        assertThat(program.get("/api/connections").status()).isEqualTo(503);
        assertThat(Api.with(TestIdentity.operator()).get("/api/connections").status())
                .isEqualTo(403);

        for (String server : NEEDED) {
            assertThat(status(readiness)).as("ready without " + server).isEqualTo(503);
            Infrastructure.start(server);
        }

        Eventually.holds(() -> assertThat(status(readiness)).isEqualTo(200));
        assertThat(program.get("/api/connections").status()).isEqualTo(401);
        assertThat(Browser.of("alice").connect("octocat").parameters()).containsEntry("success", "true");
    }

    private static int status(URL url) {
        try {
            return ((HttpURLConnection) url.openConnection()).getResponseCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the servers are, and that they are not there. */
    public static final class AllAway implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            Map<String, String> environment = Infrastructure.environment("connections", "postgres,kafka,redis");
            NEEDED.forEach(Infrastructure::stop);
            return environment;
        }

        @Override
        public void stop() {
            NEEDED.forEach(Infrastructure::start);
        }
    }
}
