package org.integrationstack.sandbox;

import java.net.URI;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import org.integrationstack.sandbox.frame.Registration;

import static org.assertj.core.api.Assertions.assertThat;

/** A sandbox and a receiver of webhooks per test class, reset before each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SandboxTestBase {
    protected static final String CLIENT_ID = "Iv1.sandbox";
    protected static final String CLIENT_SECRET = "client-secret";
    protected static final String WEBHOOK_SECRET = "It's a Secret to Everybody";
    protected static final String PRODUCT_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    protected static final String STANDARD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    protected static final String APP_WEBHOOK_SECRET = "the GitHub App's own";
    protected static final String APP_CLIENT_ID = "Iv23.sandbox";
    protected static final String APP_CLIENT_SECRET = "app-client-secret";
    protected static final KeyPair APP_KEY = keyPair();
    protected static final String REDIRECT_URI = "http://127.0.0.1:8081/api/auth/callback/github";
    protected static final String OTHER_REDIRECT_URI = "http://127.0.0.1:8081/other";

    protected final MutableClock clock = new MutableClock();
    protected Sandbox sandbox;
    protected Receiver receiver;
    protected Client client;

    @BeforeAll
    void startSandbox() {
        receiver = Receiver.start();
        sandbox = Sandbox.start(options(0, receiver.url()), clock);
        client = new Client(sandbox.url());
    }

    @AfterAll
    void stopSandbox() {
        sandbox.close();
        receiver.close();
    }

    @BeforeEach
    void reset() {
        client.post("/_admin/reset", null);
        receiver.clear();
    }

    /** Has {@code provider} send a webhook; {@code more} begins with a comma, or is empty. */
    protected HttpResponse<String> order(String provider, String event, String more) {
        return client.post(
                "/_admin/webhooks", "{\"provider\":\"%s\",\"event\":\"%s\"%s}".formatted(provider, event, more));
    }

    /**
     * What comes next is an order's, not something that was sent before it. What is on its way cannot be counted: it is
     * received before the sandbox knows of the answer.
     */
    protected void assertNothingElseIsSent(String provider, String event) {
        String ordered = Client.json(order(provider, event, "")).path("id").asText();
        Receiver.Received next = receiver.next();
        assertThat(next.body())
                .isEqualTo(Client.json(client.get("/_admin/webhooks/" + ordered))
                        .at("/request/body")
                        .asText());
    }

    /** Makes all retries that wait. */
    protected JsonNode retry() {
        return Client.json(client.post("/_admin/webhooks/retries", null)).path("items");
    }

    protected void configure(String settings) {
        HttpResponse<String> response = client.post("/_admin/settings", settings);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** Every provider that can be imitated, each with an app of both kinds. */
    private static Map<String, Registration> registrations() {
        List<String> redirectUris = List.of(REDIRECT_URI, OTHER_REDIRECT_URI);
        Registration app = new Registration(APP_CLIENT_ID, APP_CLIENT_SECRET, APP_WEBHOOK_SECRET, redirectUris);
        Registration registration = new Registration(CLIENT_ID, CLIENT_SECRET, WEBHOOK_SECRET, redirectUris)
                .with(new Registration.KeyedApp(app, APP_KEY.getPublic()));
        return Sandbox.PROVIDERS.keySet().stream().collect(Collectors.toMap(id -> id, id -> registration));
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    protected static SandboxOptions options(int port, URI gateway) {
        return new SandboxOptions(
                port,
                gateway,
                registrations(),
                JsonNodeFactory.instance.objectNode(),
                Optional.of(STANDARD_SECRET),
                Optional.of(PRODUCT_SECRET));
    }
}
