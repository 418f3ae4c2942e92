package org.integrationstack.worker.delivery.rest;

import java.net.URI;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.worker.delivery.Attempt;
import org.integrationstack.worker.delivery.Deliveries;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.Replays;
import org.integrationstack.worker.delivery.Replays.One;

/** The ledger for those who may see it: see {@link Audience#of}. */
@Path("/api/deliveries")
@RolesAllowed({Access.USER, Access.ADMIN, Access.OPERATOR, Access.DELIVERIES_READ})
@Produces(MediaType.APPLICATION_JSON)
class DeliveriesResource {
    private final Deliveries deliveries;
    private final Replays replays;
    private final Callers callers;

    DeliveriesResource(Deliveries deliveries, Replays replays, Callers callers) {
        this.deliveries = deliveries;
        this.replays = replays;
        this.callers = callers;
    }

    @GET
    public Uni<Page<DeliveryView>> list(@BeanParam DeliveryQuery query) {
        return deliveries.page(audience(), query.filter(), query.position()).map(page -> page.map(DeliveryView::of));
    }

    @GET
    @Path("/{id}")
    public Uni<DeliveryView> get(String id) {
        return deliveries.find(audience(), known(id)).map(found -> DeliveryView.of(found.orElseThrow(this::unknown)));
    }

    /** The raw bytes as signed; what they are is the provider's word, so a browser must save and not show them. */
    @GET
    @Path("/{id}/payload")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Uni<Response> payload(String id) {
        DeliveryId delivery = known(id);
        return deliveries
                .payload(audience(), delivery)
                .map(found -> Response.ok(
                                found.orElseThrow(this::unknown).body(), MediaType.APPLICATION_OCTET_STREAM_TYPE)
                        .header("Content-Disposition", "attachment; filename=\"delivery-" + delivery + "\"")
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Cache-Control", "no-store")
                        .build());
    }

    /** What was tried, first to last. */
    @GET
    @Path("/{id}/attempts")
    public Uni<Page<Attempt>> attempts(String id) {
        return deliveries
                .attempts(audience(), known(id))
                .map(found -> new Page<>(found.orElseThrow(this::unknown), Optional.empty()));
    }

    @POST
    @Path("/{id}/replay")
    @RolesAllowed({Access.ADMIN, Access.WEBHOOKS_REPLAY})
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @Operation(
            summary = "Replay a delivery",
            description = "It is handled once more, as a delivery of its own that waits for nobody of its key. What the"
                    + " first one did is not done again, unless `force` is true.")
    @APIResponse(
            responseCode = "202",
            description = "The replay, which is queued",
            content = @Content(schema = @Schema(implementation = DeliveryView.class)))
    public Uni<Response> replay(String id, ReplayOptions options) {
        boolean forced = options != null && options.force;
        return replays.one(Audience.ofReplays(callers.current()), known(id), forced)
                .map(one -> accepted(one.orElseThrow(this::unknown)));
    }

    private Audience audience() {
        return Audience.of(callers.current());
    }

    private static Response accepted(One one) {
        if (one instanceof One.Made made) {
            return Response.accepted(DeliveryView.of(made.replay()))
                    .location(URI.create("/api/deliveries/" + made.replay().id()))
                    .build();
        }
        throw ProblemType.CONFLICT.asException("The delivery is not settled yet.");
    }

    private DeliveryId known(String id) {
        return DeliveryId.parse(id).orElseThrow(this::unknown);
    }

    private RuntimeException unknown() {
        return ProblemType.NOT_FOUND.asException("There is no such delivery.");
    }
}
