package org.integrationstack.connections.connection.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.ConnectionDirectory;
import org.integrationstack.connections.connection.ConnectionFilter;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.ConnectionView;
import org.integrationstack.connections.connection.ConnectionViews;
import org.integrationstack.connections.connection.Disconnecting;

/** Connections over HTTP. */
@Path("/api/connections")
@Tag(name = "Connections")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionResource {
    private final ConnectionDirectory directory;
    private final Disconnecting disconnecting;
    private final ConnectionViews views;
    private final Callers callers;

    @Inject
    ConnectionResource(
            ConnectionDirectory directory, Disconnecting disconnecting, ConnectionViews views, Callers callers) {
        this.directory = directory;
        this.disconnecting = disconnecting;
        this.views = views;
        this.callers = callers;
    }

    @GET
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_READ})
    @Operation(summary = "Connections", description = "Newest first. A user sees their own, an admin the tenant's.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Page<ConnectionView>> list(
            @QueryParam("provider") String provider,
            @QueryParam("status") String status,
            @QueryParam("externalId") String externalId,
            @QueryParam("cursor") String cursor) {
        ConnectionFilter visible = ConnectionFilter.visibleTo(callers.current());
        ConnectionFilter filter = new ConnectionFilter(
                visible.tenant(),
                visible.owner(),
                visible.narrowing(),
                QueryParameters.read("provider", provider, "a provider's name", ProviderId::parse),
                QueryParameters.read("status", status, "a status of connections", ConnectionStatus::named),
                QueryParameters.text("externalId", externalId));
        return directory.list(filter, QueryParameters.cursor(cursor)).map(page -> page.map(views::of));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_READ})
    @Operation(summary = "One connection")
    @APIResponse(responseCode = "200", description = "The connection")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<ConnectionView> get(@PathParam("id") String id) {
        Caller caller = callers.current();
        return directory
                .find(caller, id(id))
                .map(found -> found.map(views::of).orElseThrow(ConnectionResource::unknown));
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Disconnect",
            description =
                    "Its tokens are handed out to nobody from now on. The provider is asked to take the grant back;"
                            + " `revocation` says how far that is, and then the tokens are erased.")
    @APIResponse(responseCode = "202", description = "The connection, disconnected")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> disconnect(@PathParam("id") String id) {
        Caller caller = callers.current();
        return disconnecting
                .disconnect(caller, id(id))
                .map(found -> found.map(views::of).orElseThrow(ConnectionResource::unknown))
                .map(view -> Response.accepted(view).build());
    }

    private static ConnectionId id(String text) {
        return ConnectionId.parse(text).orElseThrow(ConnectionResource::unknown);
    }

    private static HttpProblem unknown() {
        return ProblemType.UNKNOWN_CONNECTION.asException("There is no connection of that id.");
    }
}
