package org.integrationstack.connections.catalogue;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;

import static org.assertj.core.api.Assertions.assertThat;

class ProviderBrowserTest {
    private static final String SLACK = "integration.providers.slack.";
    private static final String APP = "integration.providers.github-app.";

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void offersWhatNeedsNoRegistrationOfOurs() {
        CatalogueEntry slack = browser(Map.of()).find("slack").orElseThrow();

        assertThat(slack.connectable()).isFalse();
        assertThat(slack.kinds()).extracting(CatalogueEntry.Kind::kind).containsExactly("api_key");
    }

    @Test
    void offersSigningInOnceThereIsARegistration() {
        CatalogueEntry slack = browser(Map.of(SLACK + "client-id", "id", SLACK + "client-secret", "s"))
                .find("slack")
                .orElseThrow();

        assertThat(slack.connectable()).isTrue();
        assertThat(slack.kinds()).extracting(CatalogueEntry.Kind::kind).containsExactly("oauth", "api_key");
    }

    @Test
    void tellsProvidersWithAccountsFromThoseThatSendWebhooksOnly() {
        ProviderBrowser browser = browser(Map.of());

        assertThat(browser.all()).extracting(CatalogueEntry::id).contains("github", "github-app", "standard-webhooks");
        assertThat(browser.withAccounts())
                .extracting(CatalogueEntry::id)
                .containsExactly("github", "github-app", "google", "salesforce", "slack", "stripe");
    }

    @Test
    void offersAnAppOnlyWithItsKey() {
        Map<String, String> registration = Map.of(APP + "client-id", "id", APP + "client-secret", "s");
        Map<String, String> withKey = Map.of(
                APP + "client-id",
                "id",
                APP + "client-secret",
                "s",
                APP + "private-key",
                "never read for the catalogue");

        assertThat(browser(registration).find("github-app").orElseThrow().kinds())
                .isEmpty();
        assertThat(browser(withKey).find("github-app").orElseThrow().kinds())
                .extracting(CatalogueEntry.Kind::kind)
                .containsExactly("app");
    }

    @Test
    void tellsWhatIsAskedForAndForWhichToken() {
        CatalogueEntry slack = browser(Map.of()).find("slack").orElseThrow();
        CatalogueEntry salesforce = browser(Map.of()).find("salesforce").orElseThrow();

        assertThat(slack.slotScopes()).containsOnlyKeys("user");
        assertThat(slack.slotScopes().get("user").defaults()).isEmpty();
        assertThat(slack.slotScopes().get("user").ceiling()).contains("search:read");
        assertThat(salesforce.scopes().defaults()).containsExactly("id", "refresh_token", "api");
    }

    @Test
    void tellsWhatToAskAndWhatToHide() throws Exception {
        JsonNode salesforce =
                json.valueToTree(browser(Map.of()).find("salesforce").orElseThrow());
        ObjectNode input = (ObjectNode) salesforce.at("/inputs/0");
        ObjectNode secret = (ObjectNode) salesforce.at("/kinds/0/fields/1");

        assertThat(input.remove("description").asText()).contains("My Domain");
        assertThat(input).isEqualTo(json.readTree("""
                                {"name": "login_url", "kind": "url", "title": "Login URL",
                                 "default": "https://login.salesforce.com"}"""));
        assertThat(secret).isEqualTo(json.readTree("""
                        {"name": "client_secret", "title": "Consumer secret", "secret": true}"""));
    }

    private static ProviderBrowser browser(Map<String, String> configuration) {
        return new ProviderBrowser(
                new ProviderCatalogue(Optional.empty()),
                new ProviderSettings(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(configuration, "test", 100))
                        .build()));
    }
}
