package org.integrationstack.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

import org.integrationstack.common.secret.Keyset;

/** What the proxy talks to besides its infrastructure: connections-service and providers, on real sockets. */
public final class TestWorld implements QuarkusTestResourceLifecycleManager {
    private Vertx vertx;

    @Override
    public Map<String, String> start() {
        vertx = Vertx.vertx();
        TestConnections connections = new TestConnections(vertx);
        HttpServer provider = listen(new TestProvider(vertx, connections).server());
        String address = "127.0.0.1:" + provider.actualPort();
        String nobody = "127.0.0.1:" + closedPort();
        return Map.ofEntries(
                Map.entry("CONNECTIONS_URL", "http://127.0.0.1:" + connections.start()),
                Map.entry("PROXY_URL", "https://proxy.example"),
                Map.entry("test.provider.url", "http://" + address),
                Map.entry(
                        "integration.http.host-overrides",
                        "api.testapi.example=http://" + address + "/testapi"
                                + ",api.github.com=http://" + address + "/github"
                                + ",api.tightapi.example=http://" + address + "/tightapi"
                                + ",eu.keyedapi.example=http://" + address + "/keyedapi"
                                + ",api.deadapi.example=http://" + nobody
                                + ",api.innerapi.example=http://127.0.0.2:" + provider.actualPort()),
                Map.entry("integration.http.allowed-private", address + "," + nobody),
                Map.entry("integration.providers.directory", directory().toString()),
                Map.entry("integration.keys.cache", Keyset.generate()),
                // A loaded machine is no reason for a test to fail; what is away is refused at once, or paused for
                // good.
                Map.entry("integration.limiter.timeout", "2s"),
                Map.entry("integration.cache.timeout", "2s"));
    }

    @Override
    public void stop() {
        await(vertx.close());
    }

    static HttpServer listen(HttpServer server) {
        return await(server.listen(0, "127.0.0.1"));
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static Path directory() {
        try {
            return Path.of(TestWorld.class
                            .getResource("/providers/testapi.yaml")
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
