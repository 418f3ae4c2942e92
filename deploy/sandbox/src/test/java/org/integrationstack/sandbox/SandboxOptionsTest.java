package org.integrationstack.sandbox;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.frame.Registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.integrationstack.sandbox.Client.json;
import static org.integrationstack.sandbox.SandboxTestBase.APP_KEY;

class SandboxOptionsTest {
    /** What PKCS#8 has before the key of PKCS#1. */
    private static final int PKCS8_HEADER = 26;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID", "id",
            "INTEGRATION_PROVIDERS_GITHUB_CLIENT_SECRET", "the-secret",
            "INTEGRATION_PROVIDERS_GITHUB_WEBHOOK_SECRET", "webhook-secret",
            "SANDBOX_REDIRECT_URIS", "http://a/1, http://b/2"));

    @Test
    void readsTheEnvironment() {
        environment.put("SANDBOX_PORT", "9100");
        environment.put("GATEWAY_URL", "http://127.0.0.1:9082");
        environment.put("SANDBOX_SETTINGS", "{\"github\":{\"rateLimit\":7}}");
        environment.put("SANDBOX_PRODUCT_SECRET", "whsec_cHJvZHVjdA==");
        environment.put("INTEGRATION_PROVIDERS_STANDARD_WEBHOOKS_WEBHOOK_SECRET", "whsec_c3RhbmRhcmQ=");

        SandboxOptions options = SandboxOptions.from(environment);

        assertThat(options.port()).isEqualTo(9100);
        assertThat(options.gateway()).isEqualTo(URI.create("http://127.0.0.1:9082"));
        assertThat(options.registrations().get("github").clientSecret()).isEqualTo("the-secret");
        assertThat(options.registrations().get("github").webhookSecret()).isEqualTo("webhook-secret");
        assertThat(options.registrations().get("github").redirectUris()).containsExactly("http://a/1", "http://b/2");
        assertThat(options.settings().at("/github/rateLimit").asInt()).isEqualTo(7);
        assertThat(options.productSecret()).hasValue("whsec_cHJvZHVjdA==");
        assertThat(options.standardWebhooksSecret()).hasValue("whsec_c3RhbmRhcmQ=");
        assertThat(options.toString()).doesNotContain("the-secret", "webhook-secret", "whsec_");
    }

    @Test
    void registersEachProviderAtItsOwnRedirectUri() {
        environment.put("SANDBOX_REDIRECT_URIS", "http://a/callback/{provider}");

        SandboxOptions options = SandboxOptions.from(environment);

        assertThat(options.registrations().get("github").redirectUris()).containsExactly("http://a/callback/github");
    }

    /** Source: docs.github.com, "Managing private keys for GitHub Apps": PEM, as PKCS#1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\n%1$s\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\\n%1$s\\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\n%2$s\n-----END RSA PRIVATE KEY-----",
                "%1$s"
            })
    void registersAnAppWithAKeyBesideTheFirst(String form) {
        byte[] pkcs8 = APP_KEY.getPrivate().getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEADER, pkcs8.length);
        addApp(form.formatted(
                Base64.getEncoder().encodeToString(pkcs8), Base64.getEncoder().encodeToString(pkcs1)));
        environment.put("SANDBOX_REDIRECT_URIS", "http://a/callback/{provider}");

        Registration.KeyedApp app = SandboxOptions.from(environment)
                .registrations()
                .get("github")
                .keyed()
                .orElseThrow();

        assertThat(app.key()).isEqualTo(APP_KEY.getPublic());
        assertThat(app.registration().clientId()).isEqualTo("app-id");
        assertThat(app.registration().redirectUris()).containsExactly("http://a/callback/github-app");
    }

    @Test
    void doesNotRepeatAKeyThatIsNone() {
        addApp("-----BEGIN PRIVATE KEY-----secretsecret");

        assertThatThrownBy(() -> SandboxOptions.from(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INTEGRATION_PROVIDERS_GITHUB_APP_PRIVATE_KEY")
                .hasMessageNotContaining("secretsecret");
    }

    private void addApp(String key) {
        environment.put("INTEGRATION_PROVIDERS_GITHUB_APP_CLIENT_ID", "app-id");
        environment.put("INTEGRATION_PROVIDERS_GITHUB_APP_CLIENT_SECRET", "app-secret");
        environment.put("INTEGRATION_PROVIDERS_GITHUB_APP_PRIVATE_KEY", key);
    }

    @Test
    void asksForAProviderAtLeast() {
        environment.keySet().removeIf(name -> name.contains("GITHUB"));

        assertThatThrownBy(() -> SandboxOptions.from(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("github");
    }

    @Test
    void hasDefaultsForAddresses() {
        SandboxOptions options = SandboxOptions.from(environment);

        assertThat(options.port()).isEqualTo(8100);
        assertThat(options.gateway()).isEqualTo(URI.create("http://127.0.0.1:8082"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID",
                "INTEGRATION_PROVIDERS_GITHUB_CLIENT_SECRET",
                "INTEGRATION_PROVIDERS_GITHUB_WEBHOOK_SECRET",
                "SANDBOX_REDIRECT_URIS"
            })
    void namesWhatIsMissing(String name) {
        environment.put(name, " ");

        assertThatThrownBy(() -> SandboxOptions.from(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({"SANDBOX_PORT, x", "SANDBOX_PORT, 70000", "SANDBOX_SETTINGS, []", "GATEWAY_URL, nowhere"})
    void namesWhatIsWrong(String name, String value) {
        environment.put(name, value);

        assertThatThrownBy(() -> SandboxOptions.from(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void comesBackToItsFirstSettingsAtAReset() {
        environment.put("SANDBOX_PORT", "0");
        environment.put("SANDBOX_SETTINGS", "{\"github\":{\"rateLimit\":7}}");

        try (Sandbox sandbox = Sandbox.start(SandboxOptions.from(environment))) {
            Client client = new Client(sandbox.url());
            client.post("/_admin/settings", "{\"github\":{\"rateLimit\":8}}");
            client.post("/_admin/reset", null);

            assertThat(json(client.get("/_admin/settings"))
                            .at("/github/rateLimit")
                            .asInt())
                    .isEqualTo(7);
        }
    }

    @Test
    void saysThatThePortIsTaken() {
        environment.put("SANDBOX_PORT", "0");
        try (Sandbox first = Sandbox.start(SandboxOptions.from(environment))) {
            environment.put("SANDBOX_PORT", Integer.toString(first.port()));

            assertThatThrownBy(() -> Sandbox.start(SandboxOptions.from(environment)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(Integer.toString(first.port()));
        }
    }
}
