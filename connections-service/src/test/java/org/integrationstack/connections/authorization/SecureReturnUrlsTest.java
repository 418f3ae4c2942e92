package org.integrationstack.connections.authorization;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SecureReturnUrlsTest {
    @Test
    void namesWhatIsNotHttps() {
        AuthorizationSettings settings = new SmallRyeConfigBuilder()
                .withMapping(AuthorizationSettings.class)
                .withDefaultValue(
                        "integration.authorization.return-urls.acme", "https://a.example/,http://b.example/back")
                .withDefaultValue("integration.authorization.return-urls.globex", "https://c.example/")
                .build()
                .getConfigMapping(AuthorizationSettings.class);

        assertThat(new SecureReturnUrls(settings).violations())
                .containsExactly("integration.authorization.return-urls.acme must be https, not http://b.example/back");
    }
}
