package org.integrationstack.common.startup;

import java.util.List;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void refusesToStartAndNamesItAll() {
        SmallRyeConfig config = config(Map.of(
                "quarkus.oidc.auth-server-url", "http://id.example",
                "integration.console.url", "http://console.example",
                "console.url", "http://console.example",
                "integration.http.allowed-private", "127.0.0.1:8100"));

        assertThatThrownBy(
                        () -> ProductionCheck.check(config, List.of(() -> List.of("A_SETTING is not for production"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("refusing to start in production: A_SETTING is not for production;"
                        + " CONSOLE_URL must be https, not http://console.example;"
                        + " INTEGRATION_HTTP_ALLOWED_PRIVATE is for development only;"
                        + " OIDC_ISSUER must be https, not http://id.example."
                        + " Correct these, or set INTEGRATION_MODE=local on a developer's machine.");
    }

    @Test
    void letsALocalStackBeLocal() {
        SmallRyeConfig config =
                config(Map.of("integration.mode", "local", "quarkus.oidc.auth-server-url", "http://127.0.0.1:8101"));

        assertThatCode(() -> ProductionCheck.check(config, List.of(() -> List.of("A_SETTING is not for production"))))
                .doesNotThrowAnyException();
    }

    @Test
    void knowsNoThirdMode() {
        assertThatThrownBy(() -> ProductionCheck.check(config(Map.of("integration.mode", "staging")), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }
}
