package org.integrationstack.worker.delivery;

import java.time.Duration;
import java.util.Optional;

/** What an attempt to handle a delivery came to. */
public sealed interface Outcome {

    /** The status that the delivery takes. */
    DeliveryStatus status();

    /** Why, where that is not plain. */
    default Optional<String> reason() {
        return Optional.empty();
    }

    /** After what time the delivery is due again; empty when it is settled. */
    default Optional<Duration> delay() {
        return Optional.empty();
    }

    /** Done: what the attempt wrote to the database commits with this. The reason says what is worth knowing beside. */
    record Succeeded(Optional<String> reason) implements Outcome {
        public Succeeded() {
            this(Optional.empty());
        }

        public Succeeded(String reason) {
            this(Optional.of(reason));
        }

        @Override
        public DeliveryStatus status() {
            return DeliveryStatus.SUCCEEDED;
        }
    }

    /** Nothing was to be done. */
    record Ignored(Optional<String> reason) implements Outcome {
        public Ignored(String reason) {
            this(Optional.of(reason));
        }

        @Override
        public DeliveryStatus status() {
            return DeliveryStatus.IGNORED;
        }
    }

    /** It failed, and so would every further attempt; or there were enough. */
    record Dead(Optional<String> reason) implements Outcome {
        public Dead(String reason) {
            this(Optional.of(reason));
        }

        @Override
        public DeliveryStatus status() {
            return DeliveryStatus.DEAD;
        }
    }

    /** It failed, and is due again after the delay, or later; too many of these, and the delivery is dead. */
    record Retry(Optional<String> reason, Optional<Duration> delay) implements Outcome {
        public Retry(String reason, Duration delay) {
            this(Optional.of(reason), Optional.of(delay));
        }

        @Override
        public DeliveryStatus status() {
            return DeliveryStatus.RETRYING;
        }
    }

    /** Its time has not come: it waits, its key with it, without having failed. */
    record Parked(Optional<String> reason, Optional<Duration> delay) implements Outcome {
        public Parked(String reason, Duration delay) {
            this(Optional.of(reason), Optional.of(delay));
        }

        @Override
        public DeliveryStatus status() {
            return DeliveryStatus.RETRYING;
        }
    }
}
