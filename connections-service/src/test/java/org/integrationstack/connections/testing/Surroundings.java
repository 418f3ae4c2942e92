package org.integrationstack.connections.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.sandbox.Sandbox;
import org.integrationstack.sandbox.SandboxOptions;

/** What the service under test stands among besides its infrastructure: its public address, its keys, and the providers. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    public static final String CLIENT_SECRET = "client-secret-of-the-tests-4f1c";

    private static final String CLIENT_ID = "client-of-the-tests";

    /** GitHub tells the app that acts for itself from the other by its client id. */
    private static final String APP_CLIENT_ID = "app-of-the-tests";

    /** The sandbox's providers, and the hosts that they answer for. */
    private static final Map<String, List<String>> PROVIDERS = Map.of(
            "github", List.of("github.com", "api.github.com"),
            "google",
                    List.of(
                            "accounts.google.com",
                            "oauth2.googleapis.com",
                            "openidconnect.googleapis.com",
                            "www.googleapis.com"),
            "slack", List.of("slack.com"),
            "stripe", List.of("connect.stripe.com", "api.stripe.com"),
            "salesforce",
                    List.of(
                            "login.salesforce.com",
                            "test.salesforce.com",
                            "acme.my.salesforce.com",
                            "globex--uat.sandbox.my.salesforce.com"));

    private final String appKey = appKey();
    private Sandbox sandbox;
    private SpanCollector spans;

    @Override
    public Map<String, String> start() {
        int port = freePort();
        String console = "http://127.0.0.1:" + port;
        Map<String, String> registrations = registrations();
        registrations.put("INTEGRATION_PROVIDERS_GITHUB_APP_CLIENT_ID", APP_CLIENT_ID);
        registrations.put("INTEGRATION_PROVIDERS_GITHUB_APP_CLIENT_SECRET", CLIENT_SECRET);
        registrations.put("INTEGRATION_PROVIDERS_GITHUB_APP_PRIVATE_KEY", appKey);
        registrations.put("SANDBOX_PORT", "0");
        registrations.put("SANDBOX_REDIRECT_URIS", console + "/api/auth/callback/{provider}");
        sandbox = Sandbox.start(SandboxOptions.from(registrations));
        spans = new SpanCollector();
        Map<String, String> config = new HashMap<>();
        config.put("test.spans.url", spans.url());
        config.put("otel.exporter.otlp.endpoint", spans.url());
        config.put("quarkus.otel.exporter.otlp.endpoint", spans.url());
        config.put("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
        config.put("quarkus.otel.bsp.schedule.delay", "200ms");
        config.put("quarkus.http.test-port", Integer.toString(port));
        config.put("CONSOLE_URL", console);
        config.put("test.sandbox.url", sandbox.url());
        config.put("integration.keys.vault", vaultKey());
        config.put("integration.keys.webhook-endpoints", endpointKeys());
        config.put("GATEWAY_URL", "https://hooks.example");
        config.put("integration.vault.spread", "PT0.2S");
        config.put("INTEGRATION_KEYS_SESSION", "a-session-key-for-tests-only-0123456789");
        PROVIDERS.keySet().forEach(provider -> {
            config.put("integration.providers." + provider + ".client-id", CLIENT_ID);
            config.put("integration.providers." + provider + ".client-secret", CLIENT_SECRET);
        });
        config.put("integration.providers.github-app.client-id", APP_CLIENT_ID);
        config.put("integration.providers.github-app.client-secret", CLIENT_SECRET);
        config.put("integration.providers.github-app.private-key", appKey);
        config.put("integration.http.host-overrides", overrides());
        config.put("integration.http.allowed-private", "127.0.0.1:" + sandbox.port());
        config.put("integration.activity.keep-alive", "PT1S");
        config.put("integration.authorization.return-urls.acme", "https://product.example/connected");
        // Short, for the tests in which a provider does not answer.
        config.put("integration.grant.timeout", "PT4S");
        return config;
    }

    @Override
    public void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
        if (spans != null) {
            spans.close();
        }
    }

    /** One per JVM, as the database is, whichever class loader asks: it holds keysets that this wraps. */
    private static String vaultKey() {
        return (String) System.getProperties().computeIfAbsent("test.keys.vault", unknown -> Keyset.generate());
    }

    /** What the gateway opens endpoints with. */
    public static String endpointKeys() {
        return (String) System.getProperties().computeIfAbsent("test.keys.endpoints", unknown -> Keyset.generate());
    }

    /** The spans that the service has sent, as bytes. */
    public static String spans() {
        return SpanCollector.received(Browser.setting("test.spans.url"));
    }

    private static Map<String, String> registrations() {
        Map<String, String> registrations = new HashMap<>();
        PROVIDERS.keySet().forEach(provider -> {
            String prefix = "INTEGRATION_PROVIDERS_" + provider.toUpperCase(Locale.ROOT);
            registrations.put(prefix + "_CLIENT_ID", CLIENT_ID);
            registrations.put(prefix + "_CLIENT_SECRET", CLIENT_SECRET);
            registrations.put(prefix + "_WEBHOOK_SECRET", "webhook-secret-of-the-tests");
        });
        return registrations;
    }

    private String overrides() {
        return PROVIDERS.entrySet().stream()
                .flatMap(provider ->
                        provider.getValue().stream().map(host -> host + "=" + sandbox.url() + "/" + provider.getKey()))
                .collect(Collectors.joining(","));
    }

    /** A new RSA key, in PEM. */
    public static String appKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
