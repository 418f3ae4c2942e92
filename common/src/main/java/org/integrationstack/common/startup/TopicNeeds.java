package org.integrationstack.common.startup;

import java.util.List;

import org.integrationstack.common.event.Topic;

/** The topics a service reads or writes; a service produces one such bean, and they are created before it is ready. */
public record TopicNeeds(List<Topic> topics) {
    public TopicNeeds {
        topics = List.copyOf(topics);
    }
}
