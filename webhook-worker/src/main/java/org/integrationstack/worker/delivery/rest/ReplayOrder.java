package org.integrationstack.worker.delivery.rest;

import java.time.Instant;
import java.util.Optional;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.DeliveryStatus;

/** Which deliveries are to be replayed, and how. */
class ReplayOrder extends ReplayOptions {
    @Schema(description = "Which ones; what is absent restricts nothing")
    public ReplayCriteria filter = new ReplayCriteria();

    @Schema(description = "Received at this time or later", examples = "2026-11-24T07:30:00Z")
    public String from;

    @Schema(description = "Received before this time; now, if it is absent or later", examples = "2026-11-24T08:30:00Z")
    public String to;

    @Schema(description = "Only tell how many there are", defaultValue = "false")
    public boolean dryRun;

    /** Those that were received before now. */
    Filter filter(Instant now) {
        ReplayCriteria criteria = filter == null ? new ReplayCriteria() : filter;
        return new Filter(
                QueryParameters.text("filter.provider", criteria.provider),
                QueryParameters.text("filter.endpoint", criteria.endpoint),
                QueryParameters.read(
                        "filter.connection", criteria.connection, "a connection's id", ConnectionId::parse),
                QueryParameters.text("filter.type", criteria.type),
                QueryParameters.read("filter.status", criteria.status, "a status of deliveries", DeliveryStatus::named),
                QueryParameters.text("filter.key", criteria.key),
                QueryParameters.time("from", from),
                QueryParameters.time("to", to).filter(now::isAfter).or(() -> Optional.of(now)));
    }
}
