package org.integrationstack.common.provider;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.http.AddressRange;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProviderSettingsTest {

    private static final ProviderId GITHUB = new ProviderId("github");
    private static final ProviderId STANDARD = new ProviderId("standard-webhooks");

    @Test
    void readsTheEnvironment() {
        ProviderSettings settings = settings(Map.of(
                "INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID", "id",
                "INTEGRATION_PROVIDERS_GITHUB_CLIENT_SECRET", "secret",
                "INTEGRATION_PROVIDERS_STANDARD_WEBHOOKS_WEBHOOK_SECRET", "new, with a comma",
                "INTEGRATION_PROVIDERS_STANDARD_WEBHOOKS_WEBHOOK_SECRET_PREVIOUS", "old"));

        assertThat(settings.client(GITHUB))
                .contains(new ProviderSettings.ClientRegistration("id", Secret.of("secret")));
        assertThat(settings.webhookSecrets(STANDARD)).containsExactly(secret("new, with a comma"), secret("old"));
        assertThat(settings.client(GITHUB).orElseThrow()).asString().doesNotContain("secret=secret");
    }

    @Test
    void takesAListOfWebhookSecretsTheCurrentOneFirst() {
        ProviderSettings settings = settings(Map.of(
                "INTEGRATION_PROVIDERS_STANDARD_WEBHOOKS_WEBHOOK_SECRETS", "third,sec\\,ond",
                "INTEGRATION_PROVIDERS_STANDARD_WEBHOOKS_WEBHOOK_SECRET", "first"));

        assertThat(settings.webhookSecrets(STANDARD))
                .containsExactly(secret("third"), secret("sec,ond"), secret("first"));
    }

    @Test
    void tellsWhatTheProviderWideWebhookIsVerifiedBy() {
        ProviderSettings settings = settings(Map.of(
                "INTEGRATION_PROVIDERS_GITHUB_WEBHOOK_VALUES_SERVICE_ACCOUNT", "push@project.example",
                "INTEGRATION_PROVIDERS_GITHUB_WEBHOOK_ADDRESSES", "192.0.2.0/24, 2001:db8::/32"));
        Map<String, Input> inputs = Map.of(
                "service_account", input(Optional.empty()),
                "audience", input(Optional.of("")),
                "other", input(Optional.empty()));

        assertThat(settings.webhookValues(GITHUB, inputs))
                .isEqualTo(Map.of("service_account", "push@project.example", "audience", ""));
        assertThat(settings.webhookAddresses(GITHUB))
                .containsExactly(AddressRange.parse("192.0.2.0/24"), AddressRange.parse("2001:db8::/32"));
        assertThat(settings.webhookAddresses(STANDARD)).isEmpty();
    }

    private static Input input(Optional<String> defaultValue) {
        return new Input(Input.Kind.TEXT, "Title", Optional.empty(), defaultValue);
    }

    private static SigningSecret secret(String text) {
        return SigningSecret.of(Secret.of(text));
    }

    @Test
    void takesBlankForNone() {
        ProviderSettings settings = settings(Map.of(
                "INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID", "id",
                "INTEGRATION_PROVIDERS_GITHUB_CLIENT_SECRET", "",
                "INTEGRATION_PROVIDERS_GITHUB_WEBHOOK_SECRET", " "));

        assertThat(settings.client(GITHUB)).isEmpty();
        assertThat(settings.webhookSecrets(GITHUB)).isEmpty();
    }

    /** GitHub hands out PKCS #1; most tools write PKCS #8. */
    @Test
    void readsTheKeyOfAnAppInEitherForm() throws Exception {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey)
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
        byte[] pkcs8 = key.getEncoded();
        // The header of a PKCS #8 key of this size is 26 octets; PKCS #1 is what it wraps.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

        assertThat(appKey(pem("PRIVATE KEY", pkcs8))).contains(key);
        assertThat(appKey(pem("RSA PRIVATE KEY", pkcs1))).contains(key);
        assertThat(appKey(pem("RSA PRIVATE KEY", pkcs1).replace("\n", "\\n"))).contains(key);
    }

    @Test
    void readsTheKeyOfAnAppFromAFile(@TempDir Path directory) throws Exception {
        byte[] key = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path file = Files.writeString(directory.resolve("key.pem"), pem("PRIVATE KEY", key));

        assertThat(settings(Map.of("INTEGRATION_PROVIDERS_GITHUB_PRIVATE_KEY_FILE", file.toString()))
                        .appKey(GITHUB))
                .hasValueSatisfying(read -> assertThat(read.getEncoded()).isEqualTo(key));
        assertThat(settings(Map.of()).appKey(GITHUB)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topsecret",
                "-----BEGIN PRIVATE KEY-----\ntopsecret\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nA===topsecret\n-----END RSA PRIVATE KEY-----"
            })
    void saysThatAKeyIsNoneWithoutShowingIt(String text) {
        assertThatThrownBy(() -> appKey(text))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The private key of github is no RSA key in PEM")
                .hasNoCause();
    }

    private static Optional<PrivateKey> appKey(String text) {
        return settings(Map.of("INTEGRATION_PROVIDERS_GITHUB_PRIVATE_KEY", text))
                .appKey(GITHUB);
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), label);
    }

    private static ProviderSettings settings(Map<String, String> environment) {
        return new ProviderSettings(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .build());
    }
}
