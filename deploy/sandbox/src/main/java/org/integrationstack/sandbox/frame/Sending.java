package org.integrationstack.sandbox.frame;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import io.vertx.core.MultiMap;

/**
 * A webhook on its way, until it is taken or given up.
 *
 * @param attempts makes what is posted, each time anew: time and signature are those of the attempt
 * @param told what became of each attempt
 */
public record Sending(Manner manner, Attempts attempts, Consumer<Webhooks.Delivery> told) {

    /** One of whose fate nobody is told. */
    public Sending(Manner manner, Attempts attempts) {
        this(manner, attempts, delivery -> {});
    }

    /**
     * Makes the webhook of an attempt.
     *
     * <p>{@code retry} is 0 at first; {@code failure} says what became of the attempt before: {@code
     * http_timeout}, {@code connection_failed} or {@code http_error}.
     */
    @FunctionalInterface
    public interface Attempts {
        Webhook make(int retry, Optional<String> failure);
    }

    /**
     * How a provider hands webhooks over.
     *
     * @param patience how long it waits for an answer
     * @param verdict what an answer means to it
     * @param pauses before each retry in turn, counted from the failure; none: it tries once
     */
    public record Manner(Duration patience, Function<Reply, Verdict> verdict, List<Duration> pauses) {

        public Manner {
            pauses = List.copyOf(pauses);
        }

        /** With any 2xx as success. */
        public Manner(Duration patience, Duration... pauses) {
            this(patience, Manner::anySuccess, List.of(pauses));
        }

        private static Verdict anySuccess(Reply reply) {
            return reply.status() / 100 == 2 ? Verdict.TAKEN : Verdict.FAILED;
        }
    }

    /** What an answer means to the provider. */
    public enum Verdict {
        /** Delivered. */
        TAKEN,
        /** To be tried again, if the provider does that. */
        FAILED,
        /** Not delivered, and not to be tried again. */
        DROPPED
    }

    /** An answer, whole. */
    public record Reply(int status, MultiMap headers, String body) {}

    /** A sending of a webhook that is the same each time. */
    public static Sending of(Manner manner, Webhook webhook) {
        return new Sending(manner, (retry, failure) -> webhook);
    }

    /** The same, tried once. */
    public Sending once() {
        return new Sending(new Manner(manner.patience, manner.verdict, List.of()), attempts, told);
    }

    /** The same with headers in the place of those of their names. */
    public Sending with(Map<String, String> headers) {
        return new Sending(
                manner, (retry, failure) -> attempts.make(retry, failure).with(headers), told);
    }

    /** The same, told to somebody else. */
    public Sending telling(Consumer<Webhooks.Delivery> somebody) {
        return new Sending(manner, attempts, somebody);
    }
}
