package org.integrationstack.connections.republication.rest;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.republication.Republication;
import org.integrationstack.connections.republication.Republishing;
import org.integrationstack.connections.web.BodyProblem;
import org.integrationstack.connections.web.NamedId;

/** Topics told anew, over HTTP. */
@Path("/api/republications")
@RolesAllowed(Access.OPERATOR)
@Tag(name = "Operation")
@Produces(MediaType.APPLICATION_JSON)
public class RepublicationResource {
    private final Republishing republishing;
    private final Callers callers;

    @Inject
    RepublicationResource(Republishing republishing, Callers callers) {
        this.republishing = republishing;
        this.callers = callers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Tell a topic anew",
            description = "Everything that a compacted topic should say is published again from the database, with the"
                    + " versions that it has: after a topic was lost, or, for `webhook-endpoints.changed`, to have every"
                    + " endpoint sealed under a changed key. Changes go on, and go first. Works on after this answer, and"
                    + " survives a restart.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun",
            content = @Content(schema = @Schema(implementation = RepublicationView.class)))
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> begin(@Valid @NotNull Wish wish) {
        if (!republishing.topics().contains(wish.topic())) {
            throw BodyProblem.at("topic", "one of " + String.join(", ", republishing.topics()));
        }
        return republishing
                .begin(callers.current(), wish.topic())
                .map(begun -> begun.orElseThrow(
                        () -> ProblemType.CONFLICT.asException("This topic is being told anew; one at a time.")))
                .map(begun -> Response.accepted(RepublicationView.of(begun))
                        .location(URI.create("/api/republications/" + begun.id()))
                        .build());
    }

    @GET
    @Operation(summary = "Topics that were told anew", description = "Newest first.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Page<RepublicationView>> list(@QueryParam("cursor") String cursor) {
        return republishing.list(QueryParameters.cursor(cursor)).map(page -> page.map(RepublicationView::of));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One telling anew", description = "`done` of `total` records have been told.")
    @APIResponse(responseCode = "200", description = "How far it is")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<RepublicationView> get(@PathParam("id") String id) {
        return republishing
                .find(NamedId.of(id, RepublicationResource::unknown))
                .map(found -> found.map(RepublicationView::of).orElseThrow(RepublicationResource::unknown));
    }

    private static HttpProblem unknown() {
        return ProblemType.NOT_FOUND.asException("There is no republication of that id.");
    }

    /** @param topic a compacted topic that this service writes */
    @Schema(name = "NewRepublication")
    record Wish(
            @NotNull @Schema(example = "webhook-endpoints.changed")
            String topic) {}

    /** @param skipped how many could not be told, since what lies in the database does not open */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "Republication")
    record RepublicationView(
            UUID id,
            String topic,
            @Schema(enumeration = {"running", "done"}) String state,
            long total,
            long done,
            long skipped,
            String requestedBy,
            Instant startedAt,
            @Schema(nullable = true) Instant finishedAt) {

        static RepublicationView of(Republication it) {
            return new RepublicationView(
                    it.id(),
                    it.topic(),
                    it.finishedAt().isPresent() ? "done" : "running",
                    it.total(),
                    it.done(),
                    it.skipped(),
                    it.requestedBy(),
                    it.startedAt(),
                    it.finishedAt().orElse(null));
        }
    }
}
