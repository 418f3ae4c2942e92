package org.integrationstack.connections.activity.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.activity.Activity;
import org.integrationstack.connections.activity.ActivityFilter;
import org.integrationstack.connections.activity.ActivityLog;
import org.integrationstack.connections.activity.ActivityLog.Arrival;
import org.integrationstack.connections.activity.ActivityStreams;
import org.integrationstack.connections.activity.Place;
import org.integrationstack.connections.activity.Rebuild;
import org.integrationstack.connections.activity.Rebuilding;

/** The activity log over HTTP. */
@Path("/api/activity")
@Tag(name = "Activity")
@Produces(MediaType.APPLICATION_JSON)
public class ActivityResource {
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final ActivityLog log;
    private final ActivityStreams streams;
    private final Rebuilding rebuilding;
    private final Callers callers;

    @Inject
    ActivityResource(ActivityLog log, ActivityStreams streams, Rebuilding rebuilding, Callers callers) {
        this.log = log;
        this.streams = streams;
        this.rebuilding = rebuilding;
        this.callers = callers;
    }

    @GET
    @RolesAllowed({Access.USER, Access.ADMIN, Access.ACTIVITY_READ})
    @Operation(summary = "Activity", description = "Newest first. A user sees their own, an admin the tenant's.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Page<Activity>> list(
            @QueryParam("connection") String connection,
            @QueryParam("provider") String provider,
            @QueryParam("type") String type,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("cursor") String cursor) {
        ActivityFilter filter = filter(
                callers.current(),
                connection,
                provider,
                type,
                QueryParameters.time("from", from),
                QueryParameters.time("to", to));
        return log.list(filter, QueryParameters.cursor(cursor), Page.SIZE);
    }

    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed({Access.USER, Access.ADMIN, Access.ACTIVITY_READ})
    @Operation(
            summary = "Activity as it happens",
            description =
                    "Server-sent events, one for each act from now on that the caller would see in the list, in the"
                            + " order in which acts were stored. After a break, `Last-Event-ID` goes on behind the last one that"
                            + " was received, on any replica: each act comes once, and none is left out. Comments keep a silent"
                            + " stream open. It ends with the caller's token or key.")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = Activity.class)))
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "429", description = "The caller follows as many streams as it may")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Multi<OutboundSseEvent> stream(
            @QueryParam("connection") String connection,
            @QueryParam("provider") String provider,
            @QueryParam("type") String type,
            @HeaderParam("Last-Event-ID") String lastEventId,
            @Context Sse sse,
            RoutingContext route) {
        Caller caller = callers.current();
        ActivityFilter filter = filter(caller, connection, provider, type, Optional.empty(), Optional.empty());
        Optional<Place> after = QueryParameters.read("Last-Event-ID", lastEventId, "one of ours", Place::parse);
        Multi<List<Arrival>> batches = streams.follow(
                        caller,
                        filter,
                        after,
                        callers.validity(),
                        () -> route.response().reset())
                .orElseThrow(ActivityResource::tooMany);
        return batches.onItem().transformToMultiAndConcatenate(batch -> events(batch, sse));
    }

    @POST
    @Path("/rebuild")
    @RolesAllowed(Access.OPERATOR)
    @Operation(
            summary = "Read the whole topic into the log again",
            description =
                    "Adds what is missing and corrects what differs, as far back as the topic goes (30 days), while"
                            + " the log is used and written as ever. Works on after this answer.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun",
            content = @Content(schema = @Schema(implementation = Rebuild.class)))
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> rebuild() {
        return rebuilding
                .begin()
                .map(begun -> begun.orElseThrow(
                        () -> ProblemType.CONFLICT.asException("A rebuild is under way; one at a time.")))
                .map(rebuild -> Response.accepted(rebuild).build());
    }

    @GET
    @Path("/rebuild")
    @RolesAllowed(Access.OPERATOR)
    @Operation(summary = "The latest rebuild", description = "`done` of `total` records have been read.")
    @APIResponse(responseCode = "200", description = "The rebuild")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Rebuild> rebuilt() {
        return rebuilding
                .latest()
                .map(found -> found.orElseThrow(
                        () -> ProblemType.NOT_FOUND.asException("The activity log was never rebuilt.")));
    }

    private static ActivityFilter filter(
            Caller caller,
            String connection,
            String provider,
            String type,
            Optional<Instant> from,
            Optional<Instant> to) {
        ActivityFilter visible = ActivityFilter.visibleTo(caller);
        return new ActivityFilter(
                visible.tenant(),
                visible.owner(),
                visible.narrowing(),
                QueryParameters.connection(connection),
                QueryParameters.text("provider", provider),
                QueryParameters.text("type", type),
                from,
                to);
    }

    /** A batch without acts becomes a comment, which says that the stream lives, and when to come back after a break. */
    private static Multi<OutboundSseEvent> events(List<Arrival> batch, Sse sse) {
        if (batch.isEmpty()) {
            return Multi.createFrom()
                    .item(sse.newEventBuilder()
                            .comment("following")
                            .reconnectDelay(RECONNECT.toMillis())
                            .build());
        }
        return Multi.createFrom()
                .iterable(batch)
                .map(arrival -> sse.newEventBuilder()
                        .id(arrival.place().text())
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(arrival.activity())
                        .build());
    }

    private static HttpProblem tooMany() {
        return ProblemType.RATE_LIMITED.asException(
                "You follow as many streams as you may; end one first.", Map.of("Retry-After", "5"));
    }
}
