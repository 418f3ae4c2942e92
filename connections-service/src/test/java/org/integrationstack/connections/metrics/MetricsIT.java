package org.integrationstack.connections.metrics;

import java.net.URI;

import io.quarkus.test.common.http.TestHTTPResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.CommittedApi;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class MetricsIT {
    @TestHTTPResource(management = true)
    URI management;

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void countsAuthorizationsAndConnections() {
        Browser alice = Browser.of("alice");
        alice.connect("octocat");
        alice.get("/api/auth/callback/github?code=abc");

        Eventually.holds(() -> assertThat(metrics())
                .contains("integration_connections{status=\"ACTIVE\"} 1.0")
                .contains("integration_outbox_waiting")
                .contains("integration_authorizations_started_total{provider=\"github\"}")
                .contains("integration_authorizations_completed_total{provider=\"github\"}")
                .contains("integration_authorizations_failed_total{code=\"invalid_state\",provider=\"unknown\"}"));
    }

    @Test
    void describesItsApi() {
        CommittedApi.assertSame(get("openapi"));
    }

    /** Labels without the comma that the registry leaves at their end. */
    private String metrics() {
        return get("metrics").replace(",}", "}");
    }

    private String get(String path) {
        return new Browser().get(management.resolve(path)).body();
    }
}
