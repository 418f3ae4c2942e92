package org.integrationstack.worker.effect.forward;

import java.util.Map;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ForwardConfigTest {

    @Test
    void readsDestinationsFromTheEnvironment() {
        Map<String, String> environment = Map.of(
                "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__DEFAULT__TENANT", "acme",
                "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__DEFAULT__URL", "https://product.example/hooks",
                "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__DEFAULT__SECRETS", "whsec_one,whsec_two");

        ForwardConfig config = config(environment);

        assertThat(config.destinations()).containsOnlyKeys("default");
        assertThat(config.destinations().get("default").tenant()).isEqualTo("acme");
        assertThat(config.destinations().get("default").url().orElseThrow()).hasHost("product.example");
        assertThat(config.destinations().get("default").secrets()).containsExactly("whsec_one", "whsec_two");
    }

    @Test
    void productionKnowsADestinationWithoutTls() {
        ForwardConfig config = config(Map.of(
                "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__DEFAULT__TENANT", "acme",
                "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__DEFAULT__URL", "http://product.example/hooks",
                "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__DEFAULT__SECRETS", "whsec_one",
                "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__OTHER__TENANT", "acme",
                "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__OTHER__SECRETS", "whsec_one"));

        assertThat(new SecureDestinations(config).violations())
                .containsExactly("integration.effects.forward.destinations.default.url must be https");
    }

    private static ForwardConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ForwardConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(ForwardConfig.class);
    }
}
