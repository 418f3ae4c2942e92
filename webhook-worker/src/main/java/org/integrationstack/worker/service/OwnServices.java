package org.integrationstack.worker.service;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.oidc.client.OidcClient;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.http.OwnService;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.TenantId;

/** Calls the proxy and connections-service with this service's own token. Thread-safe. */
@ApplicationScoped
public class OwnServices {
    private static final int UNAUTHORIZED = 401;

    private final OwnService proxy;
    private final OwnService connections;
    private final ServiceToken token;

    OwnServices(
            Vertx vertx,
            @ConfigProperty(name = "integration.proxy.url") URI proxy,
            @ConfigProperty(name = "integration.connections.url") URI connections,
            OidcClient identity) {
        this.proxy = new OwnService(vertx, proxy);
        this.connections = new OwnService(vertx, connections);
        this.token = new ServiceToken(identity);
    }

    /**
     * The answer of the proxy, or of the provider behind it.
     *
     * @throws NotSentException in the result, when the call did not get there
     */
    public Uni<InboundResponse> proxy(TenantId tenant, ServiceCall call) {
        return send(proxy, tenant, call);
    }

    /**
     * The answer of connections-service.
     *
     * @throws NotSentException in the result, when the call did not get there
     */
    public Uni<InboundResponse> connections(TenantId tenant, ServiceCall call) {
        return send(connections, tenant, call);
    }

    @PreDestroy
    void close() {
        proxy.close();
        connections.close();
    }

    private Uni<InboundResponse> send(OwnService service, TenantId tenant, ServiceCall call) {
        return token.current()
                .onFailure()
                .transform(failure -> new NotSentException("no token of our own", failure))
                .chain(bearer -> service.send(
                                call.method(),
                                call.target(),
                                headers(tenant, call, bearer),
                                call.body(),
                                call.timeout())
                        .onFailure(OwnServices::isNeverSent)
                        .transform(failure -> new NotSentException("the service cannot be reached", failure)))
                .invoke(answer -> {
                    if (answer.status() == UNAUTHORIZED) {
                        token.forget();
                    }
                });
    }

    private static boolean isNeverSent(Throwable failure) {
        return failure instanceof ConnectException || failure instanceof UnknownHostException;
    }

    private static Map<String, String> headers(TenantId tenant, ServiceCall call, String bearer) {
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.put("Authorization", "Bearer " + bearer);
        headers.put(Callers.TENANT_HEADER, tenant.value());
        return headers;
    }
}
