package org.integrationstack.connections.console.rest;

import java.util.Optional;
import java.util.function.BiFunction;

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
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.connections.authorization.AuthorizationRequests;
import org.integrationstack.connections.connection.Disconnecting;
import org.integrationstack.connections.connection.EditOutcome;
import org.integrationstack.connections.connection.Editing;
import org.integrationstack.connections.console.ConnectionRow;
import org.integrationstack.connections.console.IntegrationsPage;
import org.integrationstack.connections.console.IntegrationsPages;
import org.integrationstack.connections.console.Notice;
import org.integrationstack.connections.console.Routes;
import org.integrationstack.connections.console.Wanted;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.refresh.Tending;
import org.integrationstack.connections.web.Html;
import org.integrationstack.connections.web.NamedConnection;
import org.integrationstack.connections.web.PublicUrl;

/** The console's page, and what can be done there about connections. */
@Path("/")
public class ConsoleResource {
    private final IntegrationsPages pages;
    private final Editing editing;
    private final Tending tending;
    private final Disconnecting disconnecting;
    private final Callers callers;
    private final PublicUrl publicUrl;

    @Inject
    ConsoleResource(
            IntegrationsPages pages,
            Editing editing,
            Tending tending,
            Disconnecting disconnecting,
            Callers callers,
            PublicUrl publicUrl) {
        this.pages = pages;
        this.editing = editing;
        this.tending = tending;
        this.disconnecting = disconnecting;
        this.callers = callers;
        this.publicUrl = publicUrl;
    }

    @GET
    @PermitAll
    @Operation(hidden = true)
    public Response home() {
        return Response.seeOther(publicUrl.of(AuthorizationRequests.DEFAULT_RETURN))
                .build();
    }

    @GET
    @Path("settings/integrations")
    @Produces(MediaType.TEXT_HTML)
    @Authenticated
    @Operation(hidden = true)
    public Uni<Response> integrations(
            @QueryParam("connection") String connection,
            @QueryParam("notice") String notice,
            @QueryParam("error") String error,
            @QueryParam("after") String after,
            @QueryParam("ended") String endedAfter) {
        Wanted wanted = new Wanted(
                Optional.ofNullable(connection).flatMap(ConnectionId::parse),
                Optional.ofNullable(notice).flatMap(Notice::of),
                Optional.ofNullable(error),
                QueryParameters.cursor(after),
                QueryParameters.cursor(endedAfter));
        return pages.of(callers.current(), wanted)
                .chain(page -> Html.page(Response.Status.OK, Templates.integrations(page)));
    }

    @GET
    @Path("settings/integrations/{id}/disconnect")
    @Produces(MediaType.TEXT_HTML)
    @Authenticated
    @Operation(hidden = true)
    public Uni<Response> confirm(@PathParam("id") String id) {
        Caller caller = callers.current();
        return pages.row(caller, NamedConnection.id(id))
                .map(found -> found.orElseThrow(NamedConnection::unknown))
                .chain(row ->
                        Html.page(Response.Status.OK, Templates.disconnect(IntegrationsPages.person(caller), row)));
    }

    @POST
    @Path("settings/integrations/{id}/disconnect")
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> disconnect(@PathParam("id") String id) {
        return disconnecting
                .disconnect(callers.current(), NamedConnection.id(id))
                .map(found -> found.orElseThrow(NamedConnection::unknown))
                .map(disconnected -> done(Notice.DISCONNECTED, id));
    }

    @POST
    @Path("settings/integrations/{id}/check")
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> check(@PathParam("id") String id) {
        return tending.check(callers.current(), NamedConnection.id(id), TokenSlot.MAIN)
                .map(found -> found.orElseThrow(NamedConnection::unknown))
                .map(checked -> done(Notice.CHECKED, id));
    }

    @POST
    @Path("settings/integrations/{id}/pause")
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> pause(@PathParam("id") String id) {
        return edit(editing::pause, id, Notice.PAUSED);
    }

    @POST
    @Path("settings/integrations/{id}/resume")
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> resume(@PathParam("id") String id) {
        return edit(editing::resume, id, Notice.RESUMED);
    }

    /** Where the state forbids it, the page shows the state. */
    private Uni<Response> edit(BiFunction<Caller, ConnectionId, Uni<EditOutcome>> wish, String id, Notice notice) {
        return wish.apply(callers.current(), NamedConnection.id(id)).map(outcome -> {
            if (outcome instanceof EditOutcome.Unknown) {
                throw NamedConnection.unknown();
            }
            return done(notice, id);
        });
    }

    private Response done(Notice notice, String id) {
        return Response.seeOther(publicUrl.of(Routes.done(notice, id))).build();
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance integrations(IntegrationsPage page);

        static native TemplateInstance disconnect(IntegrationsPage.Person person, ConnectionRow row);
    }
}
