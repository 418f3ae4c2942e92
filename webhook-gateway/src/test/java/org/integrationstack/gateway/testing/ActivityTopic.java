package org.integrationstack.gateway.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;

/** The topic {@code activity.recorded} as connections-service sees it, from its beginning. */
public final class ActivityTopic implements AutoCloseable {

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ActivityRecorded> seen = new ArrayList<>();

    public ActivityTopic() {
        consumer = new KafkaConsumer<>(
                ReceivedTopic.login("connections"), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.ACTIVITY_RECORDED.name()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** What is there by now of an endpoint's. */
    public List<ActivityRecorded> of(UUID endpoint) {
        consumer.poll(Duration.ofMillis(200))
                .forEach(record -> seen.add(ActivityRecorded.fromCloudEvent(KafkaCloudEvents.read(record))));
        return seen.stream()
                .filter(act -> endpoint.toString().equals(act.metadata().get("endpoint")))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
