package org.integrationstack.connections.testing;

import java.net.URI;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/** Before a test class: waits until the service is ready. Until then it rightly asks callers to come again. */
final class Ready implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        URI readiness = URI.create(Browser.setting("test.management.url") + "/health/ready");
        Eventually.holds(() -> assertThat(new Browser().get(readiness).status()).isEqualTo(200));
    }
}
