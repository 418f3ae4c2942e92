package org.integrationstack.gateway.delivery;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.gateway.testing.Github;
import org.integrationstack.gateway.testing.Secrets;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(
        value = Infrastructure.class,
        restrictToAnnotatedClass = true,
        initArgs = {@ResourceArg(name = "service", value = "gateway"), @ResourceArg(name = "needs", value = "kafka")})
@QuarkusTestResource(value = Secrets.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = LimitsIT.Tight.class, restrictToAnnotatedClass = true)
class LimitsIT {

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    InFlight inFlight;

    private Github github;

    @BeforeEach
    void github() {
        github = new Github(gateway);
    }

    @Test
    void refusesABodyForWhichThereIsNoMemorySetAsideAndTakesTheNextOne() throws Exception {
        HttpResponse<String> refused = github.send(github.delivery(Github.id(), new byte[1_700_000]));
        HttpResponse<String> taken = github.send(github.delivery(Github.id(), new byte[900_000]));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(inFlight.taken()).isZero();
    }

    @Test
    void endsTheConnectionOfWhoDoesNotSendTheBody() throws Exception {
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(10_000);
            String head =
                    "POST /webhooks/github HTTP/1.1\r\nHost: gateway\r\nContent-Length: 10\r\nX-Hub-Signature-256: "
                            + Github.signature(new byte[0]) + "\r\n\r\nabc";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
            assertThat(inFlight.taken()).isZero();
        }
    }

    @Test
    void asksForTheBodyOnlyWhenItIsWanted() throws Exception {
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(10_000);
            String head =
                    "POST /webhooks/github HTTP/1.1\r\nHost: gateway\r\nContent-Length: 10\r\nExpect: 100-continue\r\n"
                            + "X-Hub-Signature-256: " + Github.signature(new byte[0]) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(21);

            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100 Continue");
        }
    }

    /** Limits that a test can reach. */
    public static final class Tight implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            return Map.of("integration.gateway.in-flight", "2M", "integration.gateway.body-timeout", "2S");
        }

        @Override
        public void stop() {}
    }
}
