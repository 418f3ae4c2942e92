package org.integrationstack.worker.routing.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.postgres.LedgerDatabase;
import org.integrationstack.worker.routing.Connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.await;

class PostgresConnectionsIT {
    private static final Map<String, Object> SETTINGS =
            Map.of("channel", "#deployments", "repositories", List.of("octocat/Hello-World"), "ci", Map.of("on", true));

    private final LedgerDatabase database = LedgerDatabase.open();
    private final ConnectionChanged connection = new ConnectionChanged(
            ConnectionId.random(),
            new TenantId("acme"),
            new UserId("alice"),
            "github",
            "oauth",
            "ACTIVE",
            3,
            new ConnectionChanged.Account("583231", "octocat", "octocat@example.com"),
            List.of("repo"),
            SETTINGS,
            Map.of("team", "core"),
            Instant.now());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void tellsWhatConnectionsChangedTold() {
        await(database.ledger().learn(List.of(connection)));

        assertThat(seenBy("acme", connection.connection()))
                .contains(new Connection(
                        connection.connection(),
                        new TenantId("acme"),
                        new UserId("alice"),
                        "github",
                        Optional.of("583231"),
                        Optional.of("octocat"),
                        Optional.of("octocat@example.com"),
                        SETTINGS,
                        Map.of("team", "core")));
    }

    @Test
    void knowsNoConnectionOfAnotherTenantAndNoneThatIsNotActive() {
        ConnectionId paused = ConnectionId.random();
        await(database.ledger()
                .learn(List.of(connection, WebhookFixture.connection(paused, "acme", "alice", "583232", "PAUSED", 1))));

        assertThat(seenBy("globex", connection.connection())).isEmpty();
        assertThat(seenBy("acme", paused)).isEmpty();
        assertThat(seenBy("acme", ConnectionId.random())).isEmpty();
    }

    private Optional<Connection> seenBy(String tenant, ConnectionId id) {
        return await(database.callers()
                .withTransaction(transaction -> transaction
                        .query("select set_config('integration.tenant', '" + tenant + "', true)")
                        .execute()
                        .chain(() -> new PostgresConnections().of(transaction, id))));
    }
}
