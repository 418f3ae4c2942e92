package org.integrationstack.gateway.diagnosis.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.ProducerRecord;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.gateway.diagnosis.ActivityLog;
import org.integrationstack.gateway.kafka.Producer;

@ApplicationScoped
class KafkaActivityLog implements ActivityLog {

    private final Producer producer;

    @Inject
    KafkaActivityLog(Producer producer) {
        this.producer = producer;
    }

    @Override
    public Uni<Void> record(ActivityRecorded act) {
        CloudEvent event = act.toCloudEvent();
        return producer.send(new ProducerRecord<>(
                Topics.ACTIVITY_RECORDED.name(),
                null,
                act.recordKey(),
                event.data(),
                KafkaCloudEvents.toHeaders(event)));
    }
}
