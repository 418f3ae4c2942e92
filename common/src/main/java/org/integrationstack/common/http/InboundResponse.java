package org.integrationstack.common.http;

import java.util.Objects;
import java.util.Optional;

import io.vertx.core.MultiMap;

/** An answer, whole. {@code headers} compare names without case; nobody changes them. */
@SuppressWarnings("ArrayRecordComponent") // read once; nobody compares answers
public record InboundResponse(int status, MultiMap headers, byte[] body) {
    public InboundResponse {
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Headers and bodies hold credentials. */
    @Override
    public String toString() {
        return "InboundResponse[" + status + ", " + body.length + " bytes]";
    }
}
