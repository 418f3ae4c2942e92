package org.integrationstack.proxy.limiter;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.proxy.testing.Http;
import org.integrationstack.proxy.testing.People;
import org.integrationstack.proxy.testing.ProxyTest;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@ProxyTest
class LimiterIT {
    @TestHTTPResource("/")
    URI server;

    private Http http;

    @BeforeEach
    void connect() {
        http = new Http(server);
    }

    @Test
    void refusesWhatIsBeyondTheAccountsQuotaWhicheverConnectionAsks() {
        String one = People.tight("a");
        String other = People.tight("a");
        for (int i = 0; i < 4; i++) {
            assertThat(get(i % 2 == 0 ? one : other).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> response = get(other);

        Http.problem(response, 429, "rate-limited");
        assertThat(response.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 31L);
        assertThat(response.headers().firstValue("RateLimit"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("\"account\";r=0;t="));
        assertThat(response.headers().firstValue("RateLimit-Policy")).hasValue("\"account\";q=4;w=30");
        assertThat(response.headers().firstValue("Integration-Attempts")).hasValue("0");
        assertThat(get(People.tight("b")).statusCode()).isEqualTo(200);
    }

    @Test
    void chargesWritesWhatTheProviderChargesForThem() {
        String connection = People.tight("c");
        assertThat(post(connection).statusCode()).isEqualTo(200);

        Http.problem(post(connection), 429, "rate-limited");

        assertThat(get(connection).statusCode()).isEqualTo(200);
        Http.problem(get(connection), 429, "rate-limited");
    }

    private HttpResponse<String> get(String connection) {
        return http.get("/proxy/" + connection + "/echo", TestIdentity.user("alice", "acme"));
    }

    private HttpResponse<String> post(String connection) {
        return http.send(
                "POST",
                "/proxy/" + connection + "/echo",
                TestIdentity.user("alice", "acme"),
                BodyPublishers.ofString("x"));
    }
}
