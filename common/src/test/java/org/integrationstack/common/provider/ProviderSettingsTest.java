package org.integrationstack.common.provider;

import java.util.Map;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(settings.webhookSecrets(STANDARD)).containsExactly(Secret.of("new, with a comma"), Secret.of("old"));
        assertThat(settings.client(GITHUB).orElseThrow()).asString().doesNotContain("secret=secret");
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

    private static ProviderSettings settings(Map<String, String> environment) {
        return new ProviderSettings(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .build());
    }
}
