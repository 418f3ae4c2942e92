package org.integrationstack.gateway.delivery;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.provider.Webhooks.Answer;

/** What came of looking at a whole delivery. */
public sealed interface Examination {

    /** It is genuine. */
    record Verified(ReceivedWebhook delivery) implements Examination {}

    /** It is no delivery but a challenge, which is answered. */
    record Challenge(Answer answer) implements Examination {}

    /** It is not taken. */
    record Refused(Refusal reason) implements Examination {}
}
