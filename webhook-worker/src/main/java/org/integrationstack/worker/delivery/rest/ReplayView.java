package org.integrationstack.worker.delivery.rest;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.delivery.Replay;
import org.integrationstack.worker.delivery.ReplayId;

/** A replay as the API shows it, with how far it has come. */
record ReplayView(
        ReplayId id,

        @Schema(description = "running, completed or cancelled")
        Replay.Status status,

        CriteriaView filter,
        Optional<Instant> from,
        Instant to,
        boolean force,

        @Schema(description = "How many deliveries there were when it was asked for")
        int matched,

        @Schema(description = "How many replays there are so far")
        int replayed,

        @Schema(description = "How many of these wait or are being handled")
        int open,

        int succeeded,
        int ignored,
        int dead,
        UserId requestedBy,
        Instant createdAt,
        Optional<Instant> endedAt) {

    /** What the deliveries have in common. */
    record CriteriaView(
            Optional<String> provider,
            Optional<String> endpoint,
            Optional<ConnectionId> connection,
            Optional<String> type,
            Optional<DeliveryStatus> status,
            Optional<String> key) {}

    static ReplayView of(Replay replay) {
        Filter filter = replay.filter();
        Map<DeliveryStatus, Integer> counts = replay.byStatus();
        return new ReplayView(
                replay.id(),
                replay.status(),
                new CriteriaView(
                        filter.provider(),
                        filter.endpoint(),
                        filter.connection(),
                        filter.type(),
                        filter.status(),
                        filter.key()),
                filter.from(),
                filter.to().orElseThrow(),
                replay.forced(),
                replay.matched(),
                replay.made(),
                Stream.of(DeliveryStatus.values())
                        .filter(DeliveryStatus::isOpen)
                        .mapToInt(status -> counts.getOrDefault(status, 0))
                        .sum(),
                counts.getOrDefault(DeliveryStatus.SUCCEEDED, 0),
                counts.getOrDefault(DeliveryStatus.IGNORED, 0),
                counts.getOrDefault(DeliveryStatus.DEAD, 0),
                replay.requestedBy(),
                replay.createdAt(),
                replay.endedAt());
    }
}
