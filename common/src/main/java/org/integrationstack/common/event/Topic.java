package org.integrationstack.common.event;

import java.time.Duration;
import java.util.Objects;

/**
 * A Kafka topic as every service sees it.
 *
 * @param name the topic's name, the same in every environment
 * @param partitions how many records can be handled in parallel; order holds within a partition
 * @param retention how long a record stays; of a compacted topic, how long the mark of a deletion stays
 * @param compacted whether the topic keeps the latest record of each key for ever
 * @param maxBytes the largest record, in bytes
 */
public record Topic(String name, int partitions, Duration retention, boolean compacted, int maxBytes) {
    public Topic {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(retention, "retention");
        if (partitions < 1 || maxBytes < 1 || retention.isNegative()) {
            throw new IllegalArgumentException("topic " + name + ": partitions, size and retention must be positive");
        }
    }
}
