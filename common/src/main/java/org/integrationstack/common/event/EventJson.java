package org.integrationstack.common.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** How events are written as JSON: independent of how a service configures JSON for its own endpoints. */
final class EventJson {
    static final String CONTENT_TYPE = "application/json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.ALWAYS))
            .build();

    private EventJson() {}

    static CloudEvent write(UUID id, String type, URI source, Instant time, String subject, Object data) {
        try {
            return new CloudEvent(
                    id, type, source, time, Optional.of(subject), Map.of(), CONTENT_TYPE, JSON.writeValueAsBytes(data));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("an event of ours that is not JSON", e);
        }
    }

    static <T> T read(CloudEvent event, String type, Class<T> data) {
        if (!event.type().equals(type)) {
            throw new MalformedEventException("expected an event of type " + type);
        }
        try {
            return Objects.requireNonNull(JSON.readValue(event.data(), data));
        } catch (IOException | RuntimeException e) {
            throw new MalformedEventException("the data of an event does not fit its type " + type);
        }
    }
}
