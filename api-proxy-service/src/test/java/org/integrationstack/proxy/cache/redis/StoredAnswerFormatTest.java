package org.integrationstack.proxy.cache.redis;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import org.integrationstack.proxy.cache.StoredAnswer;

import static org.assertj.core.api.Assertions.assertThat;

class StoredAnswerFormatTest {

    @Test
    void keepsHeadersOfAnyLength() throws IOException {
        StoredAnswer answer = new StoredAnswer(
                List.of(Map.entry("X-Long", "\u00e9".repeat(60_000)), Map.entry("X-Empty", "")),
                Buffer.buffer("body"),
                Instant.ofEpochMilli(1_795_509_193_123L),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Map.of("accept", "application/json"));

        assertThat(StoredAnswerFormat.read(StoredAnswerFormat.write(answer))).contains(answer);
    }
}
