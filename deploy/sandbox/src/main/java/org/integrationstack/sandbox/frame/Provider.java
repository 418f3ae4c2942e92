package org.integrationstack.sandbox.frame;

import java.util.OptionalInt;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An imitated provider. All methods are called on one event loop and must not block; state needs no
 * lock and lives in memory.
 */
public interface Provider {

    /** The name it is mounted under and known by in the admin API. */
    String id();

    /** Answers a request as the provider would. */
    Answer answer(Call call);

    /** The provider's answer when it fails with {@code status}, in its own error shape. */
    Answer failure(int status);

    /**
     * The provider's answer to a caller that is too fast.
     *
     * @param status one of the statuses the provider uses, or empty for its usual one
     * @param retryAfterSeconds what it asks the caller to wait, or empty for a used-up quota
     */
    Answer rateLimited(Call call, OptionalInt status, OptionalInt retryAfterSeconds);

    /** The names under which it sends webhooks: its own, and those of further apps that are registered there. */
    default Set<String> senders() {
        return Set.of(id());
    }

    /**
     * The webhook that {@code order} asks for, signed as the order says, and how it is delivered.
     *
     * @throws Problem 400 if the order cannot be met
     */
    default Sending webhook(WebhookOrder order) {
        throw Problem.invalid(id() + " sends no webhooks.");
    }

    /**
     * Ends tokens at the provider's side.
     *
     * @return how many
     */
    int end(Ending ending);

    /** The present settings, with the defaults. */
    ObjectNode settings();

    /**
     * Changes the settings named and leaves the others.
     *
     * @throws Problem 400 naming a setting that is unknown or wrong; nothing is changed then
     */
    void configure(ObjectNode changes);

    /** Back to the first state and the default settings: no codes, tokens or changes remain. */
    void reset();
}
