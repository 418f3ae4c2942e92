package org.integrationstack.common.http;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;

/**
 * One of our own services, to be called at the address that configuration gives, which may be a private one and without
 * TLS inside a cluster. Nothing that data says leads a call anywhere else. Failures are those of {@link GuardedHttpClient}.
 * Thread-safe.
 */
public final class OwnService implements AutoCloseable {
    private static final int MAX_BYTES = 1024 * 1024;

    private final URI base;
    private final GuardedHttpClient client;

    /** @param base its address; what is below a path there if it has one */
    public OwnService(Vertx vertx, URI base) {
        if (base.getHost() == null || base.getRawQuery() != null || base.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a service's address must be a plain URL");
        }
        this.base = base;
        this.client = new GuardedHttpClient(
                vertx,
                new HostOverrides(List.of()),
                new TargetGuard(List.of(base.getHost() + ":" + TargetGuard.port(base))),
                InetAddress::getAllByName,
                GuardedHttpClient.secure());
    }

    /**
     * Sends a request and reads the whole answer, of a MiB at most.
     *
     * @param target path and query, beginning with a slash, as they are to arrive
     */
    public Uni<InboundResponse> send(
            HttpMethod method, String target, Map<String, String> headers, byte[] body, Duration timeout) {
        if (!target.startsWith("/")) {
            throw new IllegalArgumentException("a target begins with a slash");
        }
        URI uri = URI.create(base.toString().replaceAll("/+$", "") + target);
        return client.send(new OutboundRequest(method, uri, headers, body, timeout, MAX_BYTES));
    }

    @Override
    public void close() {
        client.close();
    }
}
