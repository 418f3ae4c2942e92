package org.integrationstack.connections.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.sandbox.Sandbox;
import org.integrationstack.sandbox.SandboxOptions;

/** What the service under test stands among besides its infrastructure: its public address, its keys, and GitHub. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    public static final String CLIENT_SECRET = "client-secret-of-the-tests-4f1c";

    private Sandbox sandbox;

    @Override
    public Map<String, String> start() {
        int port = freePort();
        String console = "http://127.0.0.1:" + port;
        Map<String, String> registration = Map.of(
                "SANDBOX_PORT", "0",
                "INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID", "client-of-the-tests",
                "INTEGRATION_PROVIDERS_GITHUB_CLIENT_SECRET", CLIENT_SECRET,
                "INTEGRATION_PROVIDERS_GITHUB_WEBHOOK_SECRET", "webhook-secret-of-the-tests",
                "SANDBOX_REDIRECT_URIS", console + "/api/auth/callback/github");
        sandbox = Sandbox.start(SandboxOptions.from(registration));
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.http.test-port", Integer.toString(port));
        config.put("CONSOLE_URL", console);
        config.put("test.sandbox.url", sandbox.url());
        config.put("integration.keys.vault", vaultKey());
        config.put("INTEGRATION_KEYS_SESSION", "a-session-key-for-tests-only-0123456789");
        config.put("integration.providers.github.client-id", "client-of-the-tests");
        config.put("integration.providers.github.client-secret", CLIENT_SECRET);
        String github = sandbox.url() + "/github";
        config.put("integration.http.host-overrides", "github.com=" + github + ",api.github.com=" + github);
        config.put("integration.http.allowed-private", "127.0.0.1:" + sandbox.port());
        config.put("integration.authorization.return-urls.acme", "https://product.example/connected");
        return config;
    }

    @Override
    public void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    /** One per JVM, as the database is, whichever class loader asks: it holds keysets that this wraps. */
    private static String vaultKey() {
        return (String) System.getProperties().computeIfAbsent("test.keys.vault", unknown -> Keyset.generate());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
