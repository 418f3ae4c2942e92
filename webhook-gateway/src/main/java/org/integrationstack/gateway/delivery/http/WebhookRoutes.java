package org.integrationstack.gateway.delivery.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.integrationstack.gateway.delivery.Refusal;
import org.integrationstack.gateway.endpoint.Locations;
import org.integrationstack.gateway.endpoint.Locations.Located;

/**
 * {@code /webhooks/{provider}} and {@code /webhooks/{provider}/{endpointId}}. Plain Vert.x routes, since a JAX-RS method
 * gets to see a request when its body has been read, and here the body of a request that cannot succeed is not waited for.
 */
@ApplicationScoped
class WebhookRoutes {

    private final Locations locations;
    private final Passages passages;

    @Inject
    WebhookRoutes(Locations locations, Passages passages) {
        this.locations = locations;
        this.passages = passages;
    }

    void register(@Observes Router router) {
        router.route("/webhooks/:provider").handler(this::toProvider);
        router.route("/webhooks/:provider/:endpoint").handler(this::toEndpoint);
    }

    private void toProvider(RoutingContext context) {
        Passage passage = passages.open(context);
        locations
                .provider(context.pathParam("provider"))
                .ifPresentOrElse(passage::to, () -> passage.refuse(Refusal.UNKNOWN_PROVIDER));
    }

    private void toEndpoint(RoutingContext context) {
        Passage passage = passages.open(context);
        locations
                .endpoint(context.pathParam("provider"), context.pathParam("endpoint"))
                .emitOn(passage.eventLoop())
                .subscribe()
                .with(located -> go(passage, located), context::fail);
    }

    private static void go(Passage passage, Located located) {
        if (located instanceof Located.At at) {
            passage.to(at.place());
        } else {
            passage.refuse(
                    located instanceof Located.Unreadable ? Refusal.ENDPOINT_UNREADABLE : Refusal.UNKNOWN_ENDPOINT);
        }
    }
}
