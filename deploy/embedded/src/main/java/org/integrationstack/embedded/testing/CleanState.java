package org.integrationstack.embedded.testing;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Before a test class: empties Redis and every table but Flyway's own and the outbox's lease, a row that must exist. Use
 * it as {@code @ExtendWith(CleanState.class)} beside {@link Infrastructure}. Topics keep their records: tests use keys of
 * their own.
 */
public final class CleanState implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Infrastructure.clean();
    }
}
