package org.integrationstack.connections.refresh.rest;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionView;
import org.integrationstack.connections.connection.ConnectionViews;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.refresh.Tending;
import org.integrationstack.connections.web.NamedConnection;

/** A new token, or a check of the one there is, when somebody asks for it. */
@Path("/api/connections/{id}")
@Tag(name = "Connections")
@Produces(MediaType.APPLICATION_JSON)
public class TendingResource {
    private final Tending tending;
    private final ConnectionViews views;
    private final Callers callers;

    @Inject
    TendingResource(Tending tending, ConnectionViews views, Callers callers) {
        this.tending = tending;
        this.views = views;
        this.callers = callers;
    }

    @POST
    @Path("/refresh")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Renew the token now",
            description = "However many ask at once, the provider is asked once. `slot` names one of several tokens.")
    @APIResponse(responseCode = "200", description = "The connection; `status` and `trouble` say what came of it")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "NeedsReauthorization")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<ConnectionView> refresh(
            @PathParam("id") String id, @QueryParam("slot") @DefaultValue("main") String slot) {
        return tending.refresh(callers.current(), NamedConnection.id(id), slot(slot))
                .map(this::view);
    }

    @POST
    @Path("/check")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Ask the provider whether it honours the token",
            description = "A token that it refuses is renewed where that is possible; else the connection must be"
                    + " authorized again.")
    @APIResponse(responseCode = "200", description = "The connection; `status` and `trouble` say what came of it")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "NeedsReauthorization")
    @APIResponse(responseCode = "502", description = "The provider did not answer properly")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<ConnectionView> check(
            @PathParam("id") String id, @QueryParam("slot") @DefaultValue("main") String slot) {
        return tending.check(callers.current(), NamedConnection.id(id), slot(slot))
                .map(this::view);
    }

    private ConnectionView view(Optional<Connection> found) {
        return found.map(views::of).orElseThrow(NamedConnection::unknown);
    }

    private static TokenSlot slot(String text) {
        return TokenSlot.parse(text).orElseThrow(NamedConnection::unknown);
    }
}
