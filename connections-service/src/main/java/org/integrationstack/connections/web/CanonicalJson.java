package org.integrationstack.connections.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What makes a request what it is: of two that mean the same, the same is made. It may hold secrets. */
public final class CanonicalJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private CanonicalJson() {}

    /**
     * @param operation what is asked for, so that the same body means another request elsewhere
     * @param body as it was read
     */
    public static byte[] of(String operation, Object body) {
        try {
            return JSON.writeValueAsBytes(List.of(operation, body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
