package org.integrationstack.common.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.vertx.core.http.HttpMethod;

/**
 * A call to make.
 *
 * @param method the HTTP method
 * @param target an absolute http or https URI without userinfo
 * @param headers by name; {@code Host}, {@code Content-Length} and framing are set by the client
 * @param body the request's body; empty for none
 * @param timeout the whole call's deadline, from resolving the name to the last byte
 * @param maxBytes the largest answer to accept
 */
@SuppressWarnings("ArrayRecordComponent") // sent once; nobody compares requests
public record OutboundRequest(
        HttpMethod method, URI target, Map<String, String> headers, byte[] body, Duration timeout, int maxBytes) {
    public OutboundRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(timeout, "timeout");
        headers = Map.copyOf(headers);
        if (maxBytes < 0 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a call needs a time and a size to stay within");
        }
    }

    /** Headers hold credentials, bodies too. */
    @Override
    public String toString() {
        return method + " " + target.getScheme() + "://" + target.getRawAuthority() + target.getRawPath();
    }
}
