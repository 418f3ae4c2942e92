package org.integrationstack.connections.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.StreamSupport;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topic;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;

/** A topic, as its other readers and writers see it. */
public final class KafkaTopic {
    private final Topic topic;

    public KafkaTopic(Topic topic) {
        this.topic = topic;
    }

    /** All records of that key, oldest first. */
    public List<ConsumerRecord<String, byte[]>> records(String key) {
        return records().stream().filter(record -> key.equals(record.key())).toList();
    }

    /** All records there are. */
    public List<ConsumerRecord<String, byte[]>> records() {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                StreamSupport.stream(consumer.poll(Duration.ofMillis(200)).spliterator(), false)
                        .forEach(records::add);
            }
            return records;
        }
    }

    public void publish(String key, CloudEvent event) {
        publish(new ProducerRecord<>(topic.name(), null, key, event.data(), KafkaCloudEvents.toHeaders(event)));
    }

    public void publish(ProducerRecord<String, byte[]> record) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>();
        for (String name : List.of("bootstrap.servers", "security.protocol", "sasl.mechanism", "sasl.jaas.config")) {
            config.put(name, Browser.setting("kafka." + name));
        }
        return config;
    }
}
