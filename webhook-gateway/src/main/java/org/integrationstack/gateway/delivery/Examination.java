package org.integrationstack.gateway.delivery;

import org.integrationstack.common.event.ReceivedWebhook;

/** What came of looking at a whole delivery. */
public sealed interface Examination {

    /** It is genuine. */
    record Verified(ReceivedWebhook delivery) implements Examination {}

    /** It is not taken. */
    record Refused(Refusal reason) implements Examination {}
}
