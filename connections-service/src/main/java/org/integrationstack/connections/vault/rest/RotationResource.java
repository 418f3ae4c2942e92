package org.integrationstack.connections.vault.rest;

import java.net.URI;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.vault.Rotation;
import org.integrationstack.connections.vault.Rotations;
import org.integrationstack.connections.web.NamedId;

/** Key rotation over HTTP, for operators alone. */
@Path("/api/keys/rotations")
@Tag(name = "Keys")
@Produces(MediaType.APPLICATION_JSON)
public class RotationResource {
    private final Rotations rotations;
    private final Callers callers;

    @Inject
    RotationResource(Rotations rotations, Callers callers) {
        this.rotations = rotations;
        this.callers = callers;
    }

    @POST
    @RolesAllowed(Access.OPERATOR)
    @Operation(
            summary = "Rotate the data keys",
            description = "Makes new keys, reseals every row under them while everything goes on, and destroys the old"
                    + " ones. Works on after this answer, on any replica.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; `Location` tells how far it is",
            headers = @Header(name = "Location", description = "The rotation"),
            content = @Content(schema = @Schema(implementation = Rotation.class)))
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<RestResponse<Rotation>> begin() {
        return rotations
                .begin(UUID.randomUUID(), callers.current())
                .map(begun -> begun.orElseThrow(
                        () -> ProblemType.CONFLICT.asException("A rotation is under way; one at a time.")))
                .map(rotation -> ResponseBuilder.<Rotation>create(RestResponse.Status.ACCEPTED)
                        .location(URI.create("/api/keys/rotations/" + rotation.id()))
                        .entity(rotation)
                        .build());
    }

    @GET
    @RolesAllowed(Access.OPERATOR)
    @Operation(summary = "Rotations", description = "Newest first.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Page<Rotation>> list(@QueryParam("cursor") String cursor) {
        return rotations
                .list(QueryParameters.cursor(cursor), Page.SIZE + 1)
                .map(rows -> Page.of(rows, Page.SIZE, rotation -> new Position(rotation.startedAt(), rotation.id())));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Access.OPERATOR)
    @Operation(
            summary = "One rotation",
            description = "`done` of `total` rows are resealed; `unreadable` rows do not open and hold it up until they"
                    + " are connected anew or removed.")
    @APIResponse(responseCode = "200", description = "The rotation")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Rotation> find(@PathParam("id") String id) {
        return rotations
                .find(NamedId.of(id, RotationResource::unknown))
                .map(found -> found.orElseThrow(RotationResource::unknown));
    }

    private static HttpProblem unknown() {
        return ProblemType.NOT_FOUND.asException("There is no rotation of that id.");
    }
}
