package org.integrationstack.connections.connection.postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.outbox.OutboxRow;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.connection.Act;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionEvents;
import org.integrationstack.connections.connection.ConnectionSettings;
import org.integrationstack.connections.database.SessionOutbox;

/** Writes events to the outbox in the Hibernate session's own transaction. */
@ApplicationScoped
class OutboxConnectionEvents implements ConnectionEvents {
    private final SessionOutbox outbox;
    private final Providers providers;
    private final ConnectionSettings settings;

    @Inject
    OutboxConnectionEvents(SessionOutbox outbox, Providers providers, ConnectionSettings settings) {
        this.outbox = outbox;
        this.providers = providers;
        this.settings = settings;
    }

    @Override
    public Uni<Void> changed(Connection connection) {
        ConnectionChanged event = new ConnectionChanged(
                connection.id(),
                connection.tenant(),
                connection.owner(),
                connection.provider().value(),
                connection.kind().text(),
                connection.status().name(),
                connection.version(),
                new ConnectionChanged.Account(
                        connection.account().id(),
                        connection.account().name().orElse(null),
                        connection.account().email().orElse(null)),
                List.copyOf(connection.scopes().granted()),
                settings.effective(connection.provider(), connection.settings()),
                connection.labels(),
                connection.updatedAt());
        return outbox.append(
                OutboxRow.of(Topics.CONNECTIONS_CHANGED, event.recordKey(), event.toCloudEvent(UUID.randomUUID())));
    }

    @Override
    public Uni<Void> happened(Connection connection, Act act) {
        ActivityRecorded event = new ActivityRecorded(
                UUID.randomUUID(),
                connection.tenant(),
                act.type(),
                connection.provider().value(),
                connection.id(),
                connection.owner(),
                connection.updatedAt(),
                act.summary(providerName(connection), accountName(connection)),
                metadata(connection, act),
                traceId());
        return outbox.append(OutboxRow.of(Topics.ACTIVITY_RECORDED, event.recordKey(), event.toCloudEvent()));
    }

    private String providerName(Connection connection) {
        return providers
                .find(connection.provider())
                .map(ProviderDefinition::catalogue)
                .map(ProviderDefinition.Catalogue::name)
                .orElse(connection.provider().value());
    }

    private static Map<String, Object> metadata(Connection connection, Act act) {
        Map<String, Object> metadata = new HashMap<>();
        if (act == Act.SCOPES_CHANGED) {
            metadata.put("granted", List.copyOf(connection.scopes().granted()));
            connection
                    .slotScopes()
                    .forEach((slot, scopes) -> metadata.put("granted." + slot, List.copyOf(scopes.granted())));
        }
        metadata.put("account", accountName(connection));
        connection.trouble().ifPresent(trouble -> metadata.put("trouble", trouble.text()));
        if (!connection.slotTroubles().isEmpty()) {
            Map<String, String> troubles = new HashMap<>();
            connection.slotTroubles().forEach((slot, trouble) -> troubles.put(slot, trouble.text()));
            metadata.put("slotTroubles", troubles);
        }
        return metadata;
    }

    private static String accountName(Connection connection) {
        return connection
                .provenAccount()
                .map(account -> account.name().orElse(account.id()))
                .orElse("not known yet");
    }

    private static String traceId() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? span.getTraceId() : null;
    }
}
