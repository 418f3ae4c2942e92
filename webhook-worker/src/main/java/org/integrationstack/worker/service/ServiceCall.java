package org.integrationstack.worker.service;

import java.time.Duration;
import java.util.Map;

import io.vertx.core.http.HttpMethod;

/**
 * A call of a service.
 *
 * @param target path and query, beginning with a slash, as they are to arrive
 * @param timeout until the whole answer is there
 */
@SuppressWarnings("ArrayRecordComponent") // sent once; nobody compares calls
public record ServiceCall(
        HttpMethod method, String target, Map<String, String> headers, byte[] body, Duration timeout) {
    public ServiceCall {
        headers = Map.copyOf(headers);
    }
}
