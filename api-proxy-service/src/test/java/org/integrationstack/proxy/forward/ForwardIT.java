package org.integrationstack.proxy.forward;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.embedded.testing.CommittedApi;
import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.proxy.testing.Http;
import org.integrationstack.proxy.testing.People;
import org.integrationstack.proxy.testing.ProxyTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@ProxyTest
class ForwardIT {
    private static final long LARGE = 256L * 1024 * 1024;
    /** What sockets hold between the provider and a reader that has stopped, and then some. */
    private static final long BUFFERED = 64L * 1024 * 1024;

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/openapi", management = true)
    URI description;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    private Http http;
    private Http provider;

    @BeforeEach
    void connect() {
        http = new Http(server);
        provider = new Http(URI.create(ConfigProvider.getConfig().getValue("test.provider.url", String.class)));
    }

    @Test
    void readsNoFasterFromTheProviderThanTheCallerReads() throws IOException {
        try (Socket socket = http.connect()) {
            Http.write(socket, head("GET", "/large?bytes=" + LARGE, "Connection: close"));
            assertThat(Http.line(socket)).isEqualTo("HTTP/1.1 200 OK");
            AtomicLong before = new AtomicLong(-1);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                long sent = seen().getLong("sent");
                assertThat(before.getAndSet(sent)).isEqualTo(sent).isPositive();
            });

            assertThat(seen().getLong("sent")).isLessThan(BUFFERED);

            assertThat(count(socket.getInputStream())).isGreaterThan(LARGE);
        }
    }

    @Test
    void takesNoMoreFromTheCallerThanTheProviderTakes() throws Exception {
        String id = UUID.randomUUID().toString();
        AtomicLong written = new AtomicLong();
        try (Socket socket = http.connect()) {
            Http.write(socket, head("PUT", "/hold?id=" + id, "Content-Length: " + LARGE, "Connection: close"));
            Thread writer = new Thread(() -> write(socket, written));
            writer.start();
            AtomicLong before = new AtomicLong(-1);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                long now = written.get();
                assertThat(before.getAndSet(now)).isEqualTo(now).isPositive();
            });

            assertThat(written.get()).isLessThan(BUFFERED);

            provider.get("/_admin/release?id=" + id, null);
            writer.join();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("{\"bytes\":" + LARGE + ",\"length\":\"" + LARGE);
        }
    }

    @Test
    void passesOnABodyWhoseLengthNobodyKnows() throws IOException {
        try (Socket socket = http.connect()) {
            Http.write(
                    socket,
                    head("POST", "/upload", "Transfer-Encoding: chunked", "Connection: close")
                            + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("{\"bytes\":11,\"length\":null}");
        }
    }

    @Test
    void saysThatTheProviderBrokeOff() {
        HttpResponse<String> response = get("/reset");

        Http.problem(response, 502, "upstream-failure");
        assertThat(response.headers().firstValue("Integration-Attempts")).hasValue("1");
    }

    @Test
    void breaksOffWithTheProviderSoThatNobodyTakesAPartForTheWhole() {
        assertThatThrownBy(() -> get("/cut")).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void givesUpAtTheDeadlineAndTellsTheProvider() {
        int abandoned = seen().getInteger("abandoned");

        HttpResponse<String> response = get("/silent", "Integration-Timeout", "0.3");

        Http.problem(response, 504, "deadline-exceeded");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(seen().getInteger("abandoned")).isGreaterThan(abandoned));
    }

    @Test
    void tellsTheProviderWhenTheCallerHasGone() throws IOException {
        JsonObject before = seen();
        try (Socket socket = http.connect()) {
            Http.write(socket, head("GET", "/silent"));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertThat(seen().getInteger("silent")).isGreaterThan(before.getInteger("silent")));
        }

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(seen().getInteger("abandoned")).isGreaterThan(before.getInteger("abandoned")));
    }

    @Test
    void stopsAnAnswerThatNobodyReadsAnyMore() throws IOException {
        int abandoned = seen().getInteger("abandoned");

        try (Socket socket = http.connect()) {
            Http.write(socket, head("GET", "/large?bytes=" + 100 * LARGE));
            assertThat(Http.line(socket)).isEqualTo("HTTP/1.1 200 OK");
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> seen().getInteger("abandoned") > abandoned);
    }

    @Test
    void refusesCallsWhileConnectionsServiceIsAwayAndRecoversByItself() {
        assertThat(get("/echo").statusCode()).isEqualTo(200);
        provider.get("/_admin/away", null);
        try {
            HttpResponse<String> response = get("/echo");

            Http.problem(response, 503, "dependency-unavailable");
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        } finally {
            provider.get("/_admin/back", null);
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(get("/echo").statusCode()).isEqualTo(200));
    }

    @Test
    void describesItself() {
        CommittedApi.assertSame(
                new Http(description).get(description.getPath(), null).body());
    }

    @Test
    void countsCallsByProviderAndNotByConnection() {
        String connection = People.alices();
        http.get("/proxy/" + connection + "/echo", TestIdentity.user("alice", "acme"));

        String told = new Http(metrics).get(metrics.getPath(), null).body();

        assertThat(told)
                .contains("integration_proxy_calls_seconds_count{cache=\"miss\",provider=\"testapi\",status=\"200\"")
                .contains("integration_proxy_attempts_seconds_count")
                .contains("uri=\"/proxy/{connection}/{path}\"")
                .doesNotContain(connection);
    }

    private HttpResponse<String> get(String target, String... headers) {
        return http.get("/proxy/" + People.alices() + target, TestIdentity.user("alice", "acme"), headers);
    }

    private JsonObject seen() {
        return new JsonObject(provider.get("/_admin/seen", null).body());
    }

    private static String head(String method, String target, String... fields) {
        return method + " /proxy/" + People.alices() + target + " HTTP/1.1\r\nHost: p\r\nAuthorization: Bearer "
                + TestIdentity.user("alice", "acme") + "\r\n" + String.join("\r\n", fields)
                + (fields.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    private static void write(Socket socket, AtomicLong written) {
        byte[] block = new byte[64 * 1024];
        try {
            while (written.get() < LARGE) {
                socket.getOutputStream().write(block);
                written.addAndGet(block.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(InputStream in) throws IOException {
        byte[] block = new byte[64 * 1024];
        long total = 0;
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            total += read;
        }
        return total;
    }
}
