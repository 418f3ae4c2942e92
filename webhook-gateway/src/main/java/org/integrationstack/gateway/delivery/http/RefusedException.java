package org.integrationstack.gateway.delivery.http;

import org.integrationstack.gateway.delivery.Refusal;

/** Ends a delivery's chain early. Expected and frequent, hence without a stack trace. */
final class RefusedException extends RuntimeException {

    private final Refusal reason;

    RefusedException(Refusal reason) {
        super(reason.reason(), null, false, false);
        this.reason = reason;
    }

    Refusal reason() {
        return reason;
    }
}
