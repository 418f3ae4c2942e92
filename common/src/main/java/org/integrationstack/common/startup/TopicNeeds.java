package org.integrationstack.common.startup;

import java.util.List;

import org.integrationstack.common.event.Topic;

/**
 * The topics a service reads or writes; a service produces one such bean, and they are created before it is ready.
 *
 * @param lasting whether the service is ready only while Kafka is there; otherwise Kafka may go away once it has started
 */
public record TopicNeeds(List<Topic> topics, boolean lasting) {
    public TopicNeeds {
        topics = List.copyOf(topics);
    }

    /** Topics that a service cannot work without. */
    public TopicNeeds(List<Topic> topics) {
        this(topics, true);
    }
}
