package org.integrationstack.common.http;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuardedHttpClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static Vertx vertx;
    private static HttpServer server;
    private static GuardedHttpClient client;
    private static final AtomicInteger LOOKUPS = new AtomicInteger();
    private static final ConcurrentLinkedQueue<String> CONNECTIONS = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void startServer() {
        vertx = Vertx.vertx();
        server = await(vertx.createHttpServer()
                .connectionHandler(
                        connection -> CONNECTIONS.add(connection.remoteAddress().toString()))
                .requestHandler(GuardedHttpClientTest::answer)
                .listen(0, "127.0.0.1"));
        client = client("127.0.0.1:" + server.actualPort(), "provider.example:" + server.actualPort());
    }

    @AfterAll
    static void stop() {
        client.close();
        await(vertx.close());
    }

    @BeforeEach
    void forget() {
        LOOKUPS.set(0);
        CONNECTIONS.clear();
    }

    @Test
    void sendsMethodHeadersAndBodyAndReadsTheAnswer() {
        OutboundRequest request = new OutboundRequest(
                HttpMethod.POST, uri("/echo?a=%20b"), Map.of("X-Probe", "1"), bytes("hello"), PATIENCE, 1000);

        InboundResponse response = client.send(request).await().atMost(PATIENCE);

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.header("x-echo")).contains("POST /echo?a=%20b 1");
        assertThat(response.body()).isEqualTo(bytes("hello"));
    }

    @Test
    void connectsToTheCheckedAddressUnderTheNameOfTheTarget() {
        URI target = URI.create("http://provider.example:" + server.actualPort() + "/host");

        InboundResponse response = client.send(get(target)).await().atMost(PATIENCE);

        assertThat(response.body()).isEqualTo(bytes("provider.example:" + server.actualPort()));
        assertThat(LOOKUPS).hasValue(1);
    }

    @Test
    void usesAConnectionAgain() {
        client.send(get(uri("/host"))).await().atMost(PATIENCE);
        CONNECTIONS.clear();

        client.send(get(uri("/host"))).await().atMost(PATIENCE);

        assertThat(CONNECTIONS).isEmpty();
    }

    @Test
    void refusesAPrivateAddressBehindAPublicName() {
        URI target = URI.create("https://internal.example/");

        assertThatThrownBy(() -> client.send(get(target)).await().atMost(PATIENCE))
                .isInstanceOf(ForbiddenTargetException.class);
        assertThat(CONNECTIONS).isEmpty();
    }

    @Test
    void returnsRedirectsToTheCaller() {
        InboundResponse response = client.send(get(uri("/redirect"))).await().atMost(PATIENCE);

        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("Location")).contains("/host");
    }

    @Test
    void stopsReadingAnAnswerThatIsTooLarge() {
        OutboundRequest request =
                new OutboundRequest(HttpMethod.GET, uri("/endless"), Map.of(), bytes(""), PATIENCE, 5000);

        assertThatThrownBy(() -> client.send(request).await().atMost(PATIENCE))
                .isInstanceOf(ResponseTooLargeException.class);
    }

    @Test
    void givesUpWhenTheWholeAnswerDoesNotComeInTime() {
        OutboundRequest request =
                new OutboundRequest(HttpMethod.GET, uri("/silent"), Map.of(), bytes(""), Duration.ofMillis(200), 100);

        assertThatThrownBy(() -> client.send(request).await().atMost(PATIENCE))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void saysThatNothingListens() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        GuardedHttpClient other = client("127.0.0.1:" + unused);

        assertThatThrownBy(() -> other.send(get(URI.create("http://127.0.0.1:" + unused + "/")))
                        .await()
                        .atMost(PATIENCE))
                .hasRootCauseInstanceOf(ConnectException.class);
        other.close();
    }

    @Test
    void saysThatANameDoesNotExist() {
        assertThatThrownBy(() -> client.send(get(URI.create("https://nowhere.example/")))
                        .await()
                        .atMost(PATIENCE))
                .hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void waitsForAHangingNameServerNoLongerThanForAConnection() {
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        GuardedHttpClient stuck = new GuardedHttpClient(
                vertx,
                new HostOverrides(List.of()),
                new TargetGuard(List.of()),
                host -> {
                    begun.incrementAndGet();
                    hanging.await();
                    throw new UnknownHostException(host);
                },
                GuardedHttpClient.secure());
        URI target = URI.create("https://provider.example/");

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> stuck.open(HttpMethod.GET, target, Duration.ofMillis(20))
                            .await()
                            .atMost(PATIENCE))
                    .hasCauseInstanceOf(TimeoutException.class);
        }
        hanging.countDown();
        // Behind the others: once this one was asked, each of them has had its turn.
        assertThatThrownBy(() ->
                        stuck.open(HttpMethod.GET, target, PATIENCE).await().atMost(PATIENCE))
                .hasCauseInstanceOf(UnknownHostException.class);

        // Those that had no thread when their time was over never ask.
        assertThat(begun).hasValueBetween(2, 9);
        stuck.close();
    }

    @Test
    void opensARequestForTheCallerToStream() {
        HttpClientRequest request =
                client.open(HttpMethod.PUT, uri("/echo"), PATIENCE).await().atMost(PATIENCE);
        request.setChunked(true).putHeader("X-Probe", "2").write("first ");

        Buffer body =
                await(request.end("second").compose(ended -> request.response()).compose(response -> response.body()));

        assertThat(body).hasToString("first second");
    }

    @Test
    void appliesOverrides() {
        HostOverrides overrides =
                new HostOverrides(List.of("api.github.com=" + uri("/host").resolve("/")));
        TargetGuard guard = new TargetGuard(List.of("127.0.0.1:" + server.actualPort()));
        GuardedHttpClient overridden = new GuardedHttpClient(
                vertx, overrides, guard, GuardedHttpClientTest::resolve, GuardedHttpClient.secure());

        InboundResponse response = overridden
                .send(get(URI.create("https://api.github.com/host")))
                .await()
                .atMost(PATIENCE);

        assertThat(response.body()).isEqualTo(bytes("127.0.0.1:" + server.actualPort()));
        overridden.close();
    }

    private static GuardedHttpClient client(String... allowedPrivate) {
        return new GuardedHttpClient(
                vertx,
                new HostOverrides(List.of()),
                new TargetGuard(List.of(allowedPrivate)),
                GuardedHttpClientTest::resolve,
                GuardedHttpClient.secure());
    }

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        LOOKUPS.incrementAndGet();
        return switch (host) {
            case "provider.example", "127.0.0.1" -> InetAddress.getAllByName("127.0.0.1");
            case "internal.example" -> InetAddress.getAllByName("10.0.0.1");
            default -> throw new UnknownHostException(host);
        };
    }

    private static void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/echo" ->
                request.body()
                        .onSuccess(body -> request.response()
                                .setStatusCode(201)
                                .putHeader(
                                        "X-Echo",
                                        request.method() + " " + request.uri() + " " + request.getHeader("X-Probe"))
                                .end(body));
            case "/host" -> request.response().end(request.getHeader("Host"));
            case "/redirect" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/host")
                        .end();
            case "/endless" -> {
                request.response().setChunked(true);
                writeOn(request);
            }
            default -> request.pause();
        }
    }

    private static void writeOn(HttpServerRequest request) {
        request.response().write("x".repeat(1000)).onSuccess(written -> writeOn(request));
    }

    private static OutboundRequest get(URI target) {
        return new OutboundRequest(HttpMethod.GET, target, Map.of(), new byte[0], PATIENCE, 100_000);
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
