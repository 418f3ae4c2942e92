package org.integrationstack.connections.console.rest;

import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.authorization.AuthorizationRequests;
import org.integrationstack.connections.connection.Disconnecting;
import org.integrationstack.connections.console.IntegrationsPage;
import org.integrationstack.connections.console.IntegrationsPages;
import org.integrationstack.connections.web.PublicUrl;

/** The console's page and its forms. */
@Path("/")
public class ConsoleResource {
    private final IntegrationsPages pages;
    private final Disconnecting disconnecting;
    private final Callers callers;
    private final PublicUrl publicUrl;

    @Inject
    ConsoleResource(IntegrationsPages pages, Disconnecting disconnecting, Callers callers, PublicUrl publicUrl) {
        this.pages = pages;
        this.disconnecting = disconnecting;
        this.callers = callers;
        this.publicUrl = publicUrl;
    }

    @GET
    @PermitAll
    @Operation(hidden = true)
    public Response home() {
        return toPage();
    }

    @GET
    @Path("settings/integrations")
    @Produces(MediaType.TEXT_HTML)
    @Authenticated
    @Operation(hidden = true)
    public Uni<Response> integrations(@QueryParam("connection") String connected, @QueryParam("error") String error) {
        Caller caller = callers.current();
        return pages.of(caller, Optional.ofNullable(connected), Optional.ofNullable(error))
                .chain(page -> Templates.integrations(page).createUni())
                .map(html ->
                        Response.ok(html).header("Cache-Control", "no-store").build());
    }

    @POST
    @Path("settings/integrations/{id}/disconnect")
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> disconnect(@PathParam("id") String id) {
        Caller caller = callers.current();
        return ConnectionId.parse(id)
                .map(connection -> disconnecting.disconnect(caller, connection))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(found -> found.orElseThrow(
                        () -> ProblemType.UNKNOWN_CONNECTION.asException("There is no connection of that id.")))
                .map(disconnected -> toPage());
    }

    private Response toPage() {
        return Response.seeOther(publicUrl.of(AuthorizationRequests.DEFAULT_RETURN))
                .build();
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance integrations(IntegrationsPage page);
    }
}
