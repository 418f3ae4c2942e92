package org.integrationstack.worker.delivery;

import java.util.Objects;
import java.util.Optional;

import org.integrationstack.common.event.ReceivedWebhook;

/** A webhook as read from the log, verified, with the W3C trace context of the provider's request. */
public record Arrival(ReceivedWebhook webhook, Optional<String> traceParent) {
    public Arrival {
        Objects.requireNonNull(webhook, "webhook");
        Objects.requireNonNull(traceParent, "traceParent");
    }
}
