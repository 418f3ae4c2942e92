package org.integrationstack.connections.connection.rest;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
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
import org.integrationstack.connections.connection.EditOutcome;
import org.integrationstack.connections.connection.Editing;
import org.integrationstack.connections.connection.Label;
import org.integrationstack.connections.web.BodyProblem;
import org.integrationstack.connections.web.NamedConnection;

/** Connections over HTTP. */
@Path("/api/connections")
@Tag(name = "Connections")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionResource {
    private final ConnectionDirectory directory;
    private final Editing editing;
    private final Disconnecting disconnecting;
    private final ConnectionViews views;
    private final Callers callers;

    @Inject
    ConnectionResource(
            ConnectionDirectory directory,
            Editing editing,
            Disconnecting disconnecting,
            ConnectionViews views,
            Callers callers) {
        this.directory = directory;
        this.editing = editing;
        this.disconnecting = disconnecting;
        this.views = views;
        this.callers = callers;
    }

    @GET
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_READ})
    @Operation(
            summary = "Connections",
            description = "Newest first. A user sees their own, an admin the tenant's. Every filter given has to hold;"
                    + " `label` may be given several times.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Page<ConnectionView>> list(
            @QueryParam("provider") String provider,
            @QueryParam("status") String status,
            @QueryParam("externalId") String externalId,
            @Parameter(description = "`key:value`") @QueryParam("label") List<String> labels,
            @QueryParam("cursor") String cursor) {
        ConnectionFilter visible = ConnectionFilter.visibleTo(callers.current());
        ConnectionFilter filter = new ConnectionFilter(
                visible.tenant(),
                visible.owner(),
                visible.narrowing(),
                QueryParameters.read("provider", provider, "a provider's name", ProviderId::parse),
                QueryParameters.read("status", status, "a status of connections", ConnectionStatus::named)
                        .map(Set::of)
                        .orElse(Set.of()),
                QueryParameters.text("externalId", externalId),
                labels.stream().map(ConnectionResource::label).toList());
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
                .find(caller, NamedConnection.id(id))
                .map(found -> found.map(views::of).orElseThrow(NamedConnection::unknown));
    }

    @PATCH
    @Path("/{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Change labels and settings",
            description = "With `If-Match`, only if the connection is still at that version. Nothing else of a"
                    + " connection can be changed.")
    @APIResponse(responseCode = "200", description = "The connection as it is now")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "412", ref = "PreconditionFailed")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<ConnectionView> edit(
            @PathParam("id") String id,
            @Parameter(description = "The version that is meant, as `ETag` gave it", example = "\"7\"")
                    @HeaderParam("If-Match")
                    List<String> conditions,
            ConnectionPatch patch) {
        Caller caller = callers.current();
        if (patch == null) {
            throw ProblemType.INVALID_REQUEST.asException("The body must be a JSON object.");
        }
        return editing.edit(caller, NamedConnection.id(id), patch.edit(), IfMatch.versions(conditions))
                .map(this::answer);
    }

    @POST
    @Path("/{id}/pause")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Pause",
            description = "No credential is handed out until it is resumed. Pausing again changes nothing.")
    @APIResponse(responseCode = "200", description = "The connection, paused")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<ConnectionView> pause(@PathParam("id") String id) {
        return editing.pause(callers.current(), NamedConnection.id(id)).map(this::answer);
    }

    @POST
    @Path("/{id}/resume")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Resume",
            description = "It is what it was beneath the pause. Resuming what is not paused changes nothing.")
    @APIResponse(responseCode = "200", description = "The connection, resumed")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<ConnectionView> resume(@PathParam("id") String id) {
        return editing.resume(callers.current(), NamedConnection.id(id)).map(this::answer);
    }

    @DELETE
    @Path("/{id}")
    @ResponseStatus(RestResponse.StatusCode.ACCEPTED)
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Disconnect",
            description =
                    "Its tokens are handed out to nobody from now on. The provider is asked to take the grant back;"
                            + " `revocation` says how far that is, and then the tokens are erased.")
    @APIResponse(
            responseCode = "202",
            description = "The connection, disconnected",
            content = @Content(schema = @Schema(implementation = ConnectionView.class)))
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<ConnectionView> disconnect(@PathParam("id") String id) {
        Caller caller = callers.current();
        return disconnecting
                .disconnect(caller, NamedConnection.id(id))
                .map(found -> found.map(views::of).orElseThrow(NamedConnection::unknown));
    }

    private ConnectionView answer(EditOutcome outcome) {
        if (outcome instanceof EditOutcome.Done done) {
            return views.of(done.connection());
        }
        if (outcome instanceof EditOutcome.Forbidden forbidden) {
            throw ProblemType.CONFLICT.asException("The connection is " + forbidden.status() + ".");
        }
        if (outcome instanceof EditOutcome.Changed changed) {
            throw ProblemType.PRECONDITION_FAILED.asException(
                    "The connection is at version " + changed.version() + " by now.",
                    Map.of(HttpHeaders.ETAG, IfMatch.tag(changed.version())));
        }
        if (outcome instanceof EditOutcome.Invalid invalid) {
            throw BodyProblem.of(invalid.violations());
        }
        throw NamedConnection.unknown();
    }

    private static Label label(String text) {
        return QueryParameters.read("label", text, "a label such as team:blue", Label::parse)
                .orElseThrow();
    }
}
