package org.integrationstack.embedded.testing;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InfrastructureIT {
    @Test
    void startsEverythingOncePerJvm() {
        Map<String, String> worker = Infrastructure.environment("worker", "postgres,kafka,redis");
        Map<String, String> proxy = Infrastructure.environment("proxy", "redis");

        assertThat(worker).containsKeys("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL", "REDIS_CACHE_URL");
        assertThat(proxy).containsEntry("REDIS_URL", worker.get("REDIS_URL"));
    }
}
