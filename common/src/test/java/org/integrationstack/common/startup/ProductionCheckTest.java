package org.integrationstack.common.startup;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProductionCheckTest {
    @Test
    void acceptsWhatIsFitForProduction() {
        assertThat(ProductionCheck.violations(config(Map.of(
                        "quarkus.oidc.auth-server-url", "https://id.example",
                        "connections.url", "https://connections.internal",
                        "gateway.url", "https://hooks.example"))))
                .isEmpty();
    }

    @Test
    void namesEverythingThatBelongsToTheLocalStack() {
        assertThat(ProductionCheck.violations(config(Map.of(
                        "quarkus.oidc.auth-server-url", "http://127.0.0.1:8101",
                        "connections.url", "HTTP://127.0.0.1:8081",
                        "proxy.url", "http://127.0.0.1:8084",
                        "console.url", "http://127.0.0.1:8081",
                        "gateway.url", "http://127.0.0.1:8082",
                        "integration.http.host-overrides", "github.com=http://127.0.0.1:8100/github",
                        "integration.http.allowed-private", "127.0.0.1:8100"))))
                .satisfiesExactlyInAnyOrder(
                        violation -> assertThat(violation).startsWith("OIDC_ISSUER "),
                        violation -> assertThat(violation).startsWith("CONNECTIONS_URL "),
                        violation -> assertThat(violation).startsWith("PROXY_URL "),
                        violation -> assertThat(violation).startsWith("CONSOLE_URL "),
                        violation -> assertThat(violation).startsWith("GATEWAY_URL "),
                        violation -> assertThat(violation).startsWith("INTEGRATION_HTTP_HOST_OVERRIDES "),
                        violation -> assertThat(violation).startsWith("INTEGRATION_HTTP_ALLOWED_PRIVATE "));
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }
}
