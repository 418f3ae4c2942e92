package org.integrationstack.connections.console.rest;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.connections.console.ConnectionPage;
import org.integrationstack.connections.console.ConnectionPages;
import org.integrationstack.connections.console.EndpointForms;
import org.integrationstack.connections.console.Routes;
import org.integrationstack.connections.console.Sent;
import org.integrationstack.connections.endpoint.EndpointDeletion;
import org.integrationstack.connections.web.Html;
import org.integrationstack.connections.web.NamedConnection;
import org.integrationstack.connections.web.NamedEndpoint;
import org.integrationstack.connections.web.PublicUrl;

/** The page of one connection, and what can be done there about its webhooks. */
@Path("/")
public class ConnectionPageResource {
    private final ConnectionPages pages;
    private final EndpointForms forms;
    private final EndpointDeletion deletion;
    private final Callers callers;
    private final PublicUrl publicUrl;

    @Inject
    ConnectionPageResource(
            ConnectionPages pages,
            EndpointForms forms,
            EndpointDeletion deletion,
            Callers callers,
            PublicUrl publicUrl) {
        this.pages = pages;
        this.forms = forms;
        this.deletion = deletion;
        this.callers = callers;
        this.publicUrl = publicUrl;
    }

    @GET
    @Path("settings/integrations/{id}")
    @Produces(MediaType.TEXT_HTML)
    @Authenticated
    @Operation(hidden = true)
    public Uni<Response> connection(@PathParam("id") String id) {
        return pages.of(callers.current(), NamedConnection.id(id)).chain(ConnectionPageResource::answer);
    }

    @POST
    @Path("settings/integrations/{id}/webhooks")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> create(@PathParam("id") String id, MultivaluedMap<String, String> form) {
        return forms.create(callers.current(), NamedConnection.id(id), Sent.of(form))
                .chain(ConnectionPageResource::answer);
    }

    @POST
    @Path("settings/integrations/{id}/webhooks/{endpoint}/rotate")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> rotate(
            @PathParam("id") String id, @PathParam("endpoint") String endpoint, MultivaluedMap<String, String> form) {
        return forms.rotate(callers.current(), NamedConnection.id(id), NamedEndpoint.id(endpoint), Sent.of(form))
                .chain(ConnectionPageResource::answer);
    }

    @GET
    @Path("settings/integrations/{id}/webhooks/{endpoint}/delete")
    @Produces(MediaType.TEXT_HTML)
    @Authenticated
    @Operation(hidden = true)
    public Uni<Response> confirm(@PathParam("id") String id, @PathParam("endpoint") String endpoint) {
        Caller caller = callers.current();
        String wanted = NamedEndpoint.id(endpoint).toString();
        return pages.of(caller, NamedConnection.id(id))
                .map(found -> found.orElseThrow(NamedConnection::unknown))
                .chain(page -> page.endpoints().stream()
                        .filter(row -> row.id().equals(wanted))
                        .findFirst()
                        .map(row -> Html.page(Response.Status.OK, Templates.deleteEndpoint(page, row)))
                        .orElseThrow(NamedEndpoint::unknown));
    }

    /** One that is gone already is gone. */
    @POST
    @Path("settings/integrations/{id}/webhooks/{endpoint}/delete")
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> delete(@PathParam("id") String id, @PathParam("endpoint") String endpoint) {
        String back = Routes.connection(NamedConnection.id(id));
        return deletion.delete(callers.current(), NamedEndpoint.id(endpoint))
                .map(found -> Response.seeOther(publicUrl.of(back)).build());
    }

    private static Uni<Response> answer(Optional<ConnectionPage> found) {
        ConnectionPage page = found.orElseThrow(NamedConnection::unknown);
        Response.Status status = page.problem().isPresent() ? Response.Status.BAD_REQUEST : Response.Status.OK;
        return Html.page(status, Templates.connection(page));
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance connection(ConnectionPage page);

        static native TemplateInstance deleteEndpoint(ConnectionPage page, ConnectionPage.EndpointRow row);
    }
}
