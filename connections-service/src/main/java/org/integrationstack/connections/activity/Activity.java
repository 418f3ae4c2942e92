package org.integrationstack.connections.activity;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * An act as callers see it.
 *
 * @param provider null where none was involved
 * @param connection null where none was involved
 * @param traceId the trace it belongs to, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Activity(
        UUID id,
        String type,
        String provider,
        UUID connection,
        Instant at,
        String summary,
        Map<String, Object> metadata,
        String traceId) {}
