package org.integrationstack.common.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The connection goes to an address, but all that TLS knows is the name. */
class GuardedHttpClientTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PASSWORD = "of-this-test";

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static PfxOptions certificate;
    private static HttpServer http2;
    private static HttpServer http1;

    @BeforeAll
    static void startServers() throws Exception {
        vertx = Vertx.vertx();
        certificate = new PfxOptions()
                .setPath(certificate("provider.example").toString())
                .setPassword(PASSWORD);
        http2 = server(true);
        http1 = server(false);
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    @Test
    void asksForTheNameOverHttp2WhereTheServerHasIt() {
        assertThat(answer(http2, "provider.example", trusting()))
                .isEqualTo("HTTP_2 provider.example provider.example:" + http2.actualPort());
    }

    @Test
    void speaksHttp1WhereTheServerHasNoOther() {
        assertThat(answer(http1, "provider.example", trusting()))
                .isEqualTo("HTTP_1_1 provider.example provider.example:" + http1.actualPort());
    }

    @Test
    void refusesTheCertificateOfAnotherName() {
        assertThatThrownBy(() -> answer(http2, "other.example", trusting()))
                .hasCauseInstanceOf(SSLHandshakeException.class)
                .hasStackTraceContaining("No subject alternative DNS name matching other.example found");
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() {
        assertThatThrownBy(() -> answer(http2, "provider.example", GuardedHttpClient.secure()))
                .hasCauseInstanceOf(SSLHandshakeException.class)
                .hasStackTraceContaining("unable to find valid certification path");
    }

    private static String answer(HttpServer server, String host, HttpClientOptions options) {
        String authority = host + ":" + server.actualPort();
        GuardedHttpClient client = new GuardedHttpClient(
                vertx,
                new HostOverrides(List.of()),
                new TargetGuard(List.of(authority)),
                name -> InetAddress.getAllByName("127.0.0.1"),
                options);
        OutboundRequest request = new OutboundRequest(
                HttpMethod.GET, URI.create("https://" + authority + "/"), Map.of(), new byte[0], PATIENCE, 1000);
        try {
            return new String(client.send(request).await().atMost(PATIENCE).body(), StandardCharsets.UTF_8);
        } finally {
            client.close();
        }
    }

    private static HttpClientOptions trusting() {
        return GuardedHttpClient.secure().setTrustOptions(certificate);
    }

    /** Answers with the protocol, the name that TLS was asked for, and the one that HTTP was. */
    private static HttpServer server(boolean alpn) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setUseAlpn(alpn)
                .setKeyCertOptions(certificate);
        return await(vertx.createHttpServer(options)
                .requestHandler(request -> request.response()
                        .end(request.version() + " " + request.connection().indicatedServerName() + " "
                                + (request.version() == HttpVersion.HTTP_2
                                        ? request.authority()
                                        : request.getHeader("Host"))))
                .listen(0, "127.0.0.1"));
    }

    /** The JDK's own tool: nothing in the API makes certificates. */
    private static Path certificate(String name) throws IOException, InterruptedException {
        Path file = directory.resolve("certificate.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=dns:" + name)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return file;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
