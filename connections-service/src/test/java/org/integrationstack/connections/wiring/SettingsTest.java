package org.integrationstack.connections.wiring;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import org.integrationstack.connections.authorization.AuthorizationSettings;
import org.integrationstack.connections.database.DatabaseSettings;
import org.integrationstack.connections.endpoint.EndpointSettings;
import org.integrationstack.connections.grant.GrantSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Names and defaults of the configuration, which operators rely on. */
class SettingsTest {
    @Test
    void hasTheseDefaults() {
        SmallRyeConfig config = config().build();

        AuthorizationSettings authorization = config.getConfigMapping(AuthorizationSettings.class);
        assertThat(authorization.stateLifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(authorization.linkLifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(authorization.resultLifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(authorization.returnUrls()).isEmpty();
        assertThat(config.getConfigMapping(GrantSettings.class).timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.getConfigMapping(DatabaseSettings.class).timeout()).isEqualTo(Duration.ofSeconds(5));
        EndpointSettings endpoints = config.getConfigMapping(EndpointSettings.class);
        assertThat(endpoints.most()).isEqualTo(1000);
        assertThat(endpoints.overlap()).isEqualTo(Duration.ofDays(1));
        assertThat(endpoints.longestOverlap()).isEqualTo(Duration.ofDays(30));
        assertThat(endpoints.handshake()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void hasTheseNames() {
        SmallRyeConfig config = config().withDefaultValue("integration.authorization.state-lifetime", "PT1M")
                .withDefaultValue("integration.authorization.link-lifetime", "PT2M")
                .withDefaultValue("integration.authorization.result-lifetime", "PT3M")
                .withDefaultValue("integration.authorization.return-urls.acme", "https://a.example/,https://b.example/")
                .withDefaultValue("integration.grant.timeout", "PT4S")
                .withDefaultValue("integration.database.timeout", "PT6S")
                .withDefaultValue("integration.webhook-endpoints.most", "7")
                .withDefaultValue("integration.webhook-endpoints.overlap", "PT8S")
                .withDefaultValue("integration.webhook-endpoints.longest-overlap", "PT9S")
                .withDefaultValue("integration.webhook-endpoints.handshake", "PT10S")
                .build();

        AuthorizationSettings authorization = config.getConfigMapping(AuthorizationSettings.class);
        assertThat(authorization.stateLifetime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(authorization.linkLifetime()).isEqualTo(Duration.ofMinutes(2));
        assertThat(authorization.resultLifetime()).isEqualTo(Duration.ofMinutes(3));
        assertThat(authorization.returnUrls().get("acme"))
                .isEqualTo(List.of(URI.create("https://a.example/"), URI.create("https://b.example/")));
        assertThat(config.getConfigMapping(GrantSettings.class).timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.getConfigMapping(DatabaseSettings.class).timeout()).isEqualTo(Duration.ofSeconds(6));
        EndpointSettings endpoints = config.getConfigMapping(EndpointSettings.class);
        assertThat(endpoints.most()).isEqualTo(7);
        assertThat(endpoints.overlap()).isEqualTo(Duration.ofSeconds(8));
        assertThat(endpoints.longestOverlap()).isEqualTo(Duration.ofSeconds(9));
        assertThat(endpoints.handshake()).isEqualTo(Duration.ofSeconds(10));
    }

    private static SmallRyeConfigBuilder config() {
        return new SmallRyeConfigBuilder()
                .withMapping(AuthorizationSettings.class)
                .withMapping(GrantSettings.class)
                .withMapping(DatabaseSettings.class)
                .withMapping(EndpointSettings.class);
    }
}
