package org.integrationstack.worker.order.rest;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.worker.order.Order;
import org.integrationstack.worker.order.Orders;
import org.integrationstack.worker.order.Orders.Told;
import org.integrationstack.worker.order.Payment;

/** The tenant's orders, for its admins and for the product. */
@Path("/api/orders/{paymentIntentId}")
@RolesAllowed({Access.ADMIN, Access.ORDERS_WRITE})
@Produces(MediaType.APPLICATION_JSON)
class OrdersResource {
    private final Orders orders;
    private final Callers callers;

    OrdersResource(Orders orders, Callers callers) {
        this.orders = orders;
        this.callers = callers;
    }

    @GET
    public Uni<Order> get(String paymentIntentId) {
        return orders.find(tenant(), paymentIntentId)
                .map(found -> found.orElseThrow(() -> ProblemType.NOT_FOUND.asException("There is no such order.")));
    }

    /** Tells of an order, or of what has changed about it. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponse(
            responseCode = "200",
            description = "The order was known; as it is now",
            content = @Content(schema = @Schema(implementation = Order.class)))
    @APIResponse(
            responseCode = "201",
            description = "The order is new; as it is now, a payment that waited for it included",
            content = @Content(schema = @Schema(implementation = Order.class)))
    @APIResponse(responseCode = "409", description = "The order is paid and cannot cost something else")
    public Uni<Response> put(String paymentIntentId, @Valid @NotNull OrderBody body) {
        if (!Payment.isId(paymentIntentId)) {
            throw ProblemType.INVALID_REQUEST.asException(
                    "paymentIntentId must be 255 letters, digits, hyphens and _ at most.");
        }
        return orders.tell(tenant(), body.order(paymentIntentId), Optional.ofNullable(body.status()))
                .map(OrdersResource::answer);
    }

    private static Response answer(Told told) {
        if (told instanceof Told.Known known) {
            return Response.status(known.isNew() ? Response.Status.CREATED : Response.Status.OK)
                    .entity(known.order())
                    .build();
        }
        throw ProblemType.CONFLICT.asException("The order is paid: its amount, currency, account and mode stay.");
    }

    /** Orders belong to the whole tenant, so that a key that is narrowed to some of its connections sees none. */
    private TenantId tenant() {
        Caller caller = callers.current();
        if (!caller.narrowing().equals(Narrowing.NONE)) {
            throw ProblemType.FORBIDDEN.asException("This key is narrowed to some connections; orders belong to none.");
        }
        return caller.tenant();
    }
}
