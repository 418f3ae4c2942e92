package org.integrationstack.connections.activity.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.connections.activity.Activity;
import org.integrationstack.connections.activity.ActivityFilter;
import org.integrationstack.connections.activity.ActivityLog;

/** The activity log over HTTP. */
@Path("/api/activity")
@Tag(name = "Activity")
@Produces(MediaType.APPLICATION_JSON)
public class ActivityResource {
    private final ActivityLog log;
    private final Callers callers;

    @Inject
    ActivityResource(ActivityLog log, Callers callers) {
        this.log = log;
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
        ActivityFilter visible = ActivityFilter.visibleTo(callers.current());
        ActivityFilter filter = new ActivityFilter(
                visible.tenant(),
                visible.owner(),
                visible.narrowing(),
                QueryParameters.connection(connection),
                QueryParameters.text("provider", provider),
                QueryParameters.text("type", type),
                QueryParameters.time("from", from),
                QueryParameters.time("to", to));
        return log.list(filter, QueryParameters.cursor(cursor), Page.SIZE);
    }
}
