package org.integrationstack.worker.ingest.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplicaSlotTest {

    @Test
    void aReplicaWithASlotIsAStaticMember() {
        assertThat(customized(Optional.of("2"), "webhooks-received"))
                .containsExactly(Map.entry("group.instance.id", "webhook-worker-2"));
    }

    @Test
    void withoutASlotAndOnOtherChannelsNothingIsStatic() {
        assertThat(customized(Optional.empty(), "webhooks-received")).isEmpty();
        assertThat(customized(Optional.of("2"), "other")).isEmpty();
    }

    private static Map<String, Object> customized(Optional<String> slot, String channel) {
        return new ReplicaSlot(slot).customize(channel, null, new HashMap<>());
    }
}
