package org.integrationstack.common.http;

import java.net.URI;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;

/** Calls addresses that data decides. */
@ApplicationScoped
public class GuardedHttpClient {
    /** Sends and reads the whole answer. */
    public Uni<InboundResponse> send(OutboundRequest request) {
        return Uni.createFrom().failure(new UnsupportedOperationException("to come"));
    }

    /** Opens a request to stream. */
    public Uni<HttpClientRequest> open(HttpMethod method, URI target, Duration connectTimeout) {
        return Uni.createFrom().failure(new UnsupportedOperationException("to come"));
    }
}
