package org.integrationstack.worker.delivery.rest;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestQuery;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.Replay;
import org.integrationstack.worker.delivery.ReplayId;
import org.integrationstack.worker.delivery.Replays;

/** Deliveries handled once more, for admins and for programs with the scope. */
@Path("/api/replays")
@RolesAllowed({Access.ADMIN, Access.WEBHOOKS_REPLAY})
@Produces(MediaType.APPLICATION_JSON)
class ReplaysResource {
    private final Replays replays;
    private final Callers callers;
    private final Clock clock = Clock.systemUTC();

    ReplaysResource(Replays replays, Callers callers) {
        this.replays = replays;
        this.callers = callers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Replay many deliveries",
            description =
                    "All that are settled and match, but what the provider had sent before, and replays. It goes on"
                            + " by itself; its own address tells how far it has come.")
    @APIResponse(
            responseCode = "200",
            description = "How many there are, for a dry run",
            content = @Content(schema = @Schema(implementation = DryRun.class)))
    @APIResponse(
            responseCode = "202",
            description = "The replay, which has begun",
            content = @Content(schema = @Schema(implementation = ReplayView.class)))
    public Uni<Response> begin(@NotNull ReplayOrder order) {
        Filter filter = order.filter(clock.instant());
        return order.dryRun
                ? replays.count(audience(), filter)
                        .map(matched -> Response.ok(new DryRun(matched)).build())
                : replays.begin(audience(), callers.current().subject(), filter, order.force)
                        .map(ReplaysResource::begun);
    }

    @GET
    public Uni<Page<ReplayView>> list(@RestQuery String cursor) {
        return replays.page(audience(), callers.current().subject(), QueryParameters.cursor(cursor))
                .map(page -> page.map(ReplayView::of));
    }

    @GET
    @Path("/{id}")
    public Uni<ReplayView> get(String id) {
        return replays.find(audience(), callers.current().subject(), known(id)).map(ReplaysResource::view);
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Cancel a replay",
            description = "No more are made, and those that wait are ignored; what is being handled comes to its end. A"
                    + " replay that has ended stays as it is.")
    public Uni<ReplayView> cancel(String id) {
        return replays.cancel(audience(), callers.current().subject(), known(id))
                .map(ReplaysResource::view);
    }

    private Audience audience() {
        return Audience.ofReplays(callers.current());
    }

    private static Response begun(Replay replay) {
        return Response.accepted(ReplayView.of(replay))
                .location(URI.create("/api/replays/" + replay.id()))
                .build();
    }

    private static ReplayView view(Optional<Replay> found) {
        return ReplayView.of(found.orElseThrow(ReplaysResource::unknown));
    }

    private static ReplayId known(String id) {
        return ReplayId.parse(id).orElseThrow(ReplaysResource::unknown);
    }

    private static RuntimeException unknown() {
        return ProblemType.NOT_FOUND.asException("There is no such replay.");
    }

    /** What a replay would be of. */
    record DryRun(int matched) {}
}
