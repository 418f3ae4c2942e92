package org.integrationstack.worker.delivery.rest;

import java.util.Optional;

import org.jboss.resteasy.reactive.RestQuery;

import org.integrationstack.common.page.Position;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.DeliveryStatus;

/** What a list of deliveries may be narrowed to, as it stands in the query. */
class DeliveryQuery {
    @RestQuery
    String provider;

    @RestQuery
    String endpoint;

    @RestQuery
    String connection;

    @RestQuery
    String type;

    @RestQuery
    String status;

    @RestQuery
    String key;

    @RestQuery
    String from;

    @RestQuery
    String to;

    @RestQuery
    String cursor;

    Filter filter() {
        return new Filter(
                QueryParameters.text("provider", provider),
                QueryParameters.text("endpoint", endpoint),
                QueryParameters.connection(connection),
                QueryParameters.text("type", type),
                QueryParameters.read("status", status, "a status of deliveries", DeliveryStatus::named),
                QueryParameters.text("key", key),
                QueryParameters.time("from", from),
                QueryParameters.time("to", to));
    }

    Optional<Position> position() {
        return QueryParameters.cursor(cursor);
    }
}
