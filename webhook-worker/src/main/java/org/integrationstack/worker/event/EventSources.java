package org.integrationstack.worker.event;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonPointer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.routing.Connection;
import org.integrationstack.worker.routing.Connections;

/** Where events come from: their providers' definitions, and the connections whose accounts are theirs. */
@ApplicationScoped
class EventSources {
    private final Providers providers;
    private final Connections connections;

    EventSources(Providers providers, Connections connections) {
        this.providers = providers;
        this.connections = connections;
    }

    /** What is made of the event; empty where the definition does not say. */
    Optional<EventDefinition> definition(Delivery delivery) {
        return provider(delivery).flatMap(provider -> provider.event(delivery.type()));
    }

    /** What is made of whatever its provider sends. */
    Stream<EventDefinition> ofEveryEvent(Delivery delivery) {
        return kinds(delivery).flatMap(kind -> kind.everyEvent().stream());
    }

    /** Where what its provider sends holds credentials. */
    List<JsonPointer> without(Delivery delivery) {
        return Stream.concat(ofEveryEvent(delivery), definition(delivery).stream())
                .flatMap(definition -> definition.without().stream())
                .toList();
    }

    /** For a form, the field that holds JSON; of an event that is not known, that of any kind of delivery. */
    Optional<String> formField(Delivery delivery) {
        return provider(delivery)
                .flatMap(provider -> provider.webhooks(delivery.type()))
                .map(Webhooks::formField)
                .orElseGet(() -> kinds(delivery)
                        .flatMap(kind -> kind.formField().stream())
                        .findFirst());
    }

    /** The connection whose account is the event's. One to another account is as good as none. */
    Uni<Optional<Connection>> connection(Delivery delivery, SqlConnection transaction) {
        return delivery.connection()
                .map(id -> connections.of(transaction, id).map(found -> found.filter(it -> isOf(it, delivery))))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private static boolean isOf(Connection connection, Delivery delivery) {
        return connection.provider().equals(delivery.provider())
                && (delivery.account().isEmpty() || delivery.account().equals(connection.accountId()));
    }

    private Stream<Webhooks> kinds(Delivery delivery) {
        return provider(delivery).stream().flatMap(provider -> provider.webhooks().stream());
    }

    private Optional<ProviderDefinition> provider(Delivery delivery) {
        return ProviderId.parse(delivery.provider()).flatMap(providers::find);
    }
}
