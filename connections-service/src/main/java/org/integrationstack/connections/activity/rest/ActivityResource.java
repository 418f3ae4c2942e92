package org.integrationstack.connections.activity.rest;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.activity.Activity;
import org.integrationstack.connections.activity.ActivityFilter;
import org.integrationstack.connections.activity.ActivityLog;
import org.integrationstack.connections.page.Page;
import org.integrationstack.connections.page.Position;

/** The activity log over HTTP. */
@Path("/api/activity")
@Tag(name = "Activity")
@Produces(MediaType.APPLICATION_JSON)
public class ActivityResource {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,128}");

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
    public Uni<ActivityPage> list(
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
                Optional.ofNullable(connection).map(ActivityResource::connection),
                Optional.ofNullable(provider).map(text -> word("provider", text)),
                Optional.ofNullable(type).map(text -> word("type", text)),
                Optional.ofNullable(from).map(text -> instant("from", text)),
                Optional.ofNullable(to).map(text -> instant("to", text)));
        Optional<Position> after = Optional.ofNullable(cursor).map(ActivityResource::position);
        return log.list(filter, after, Page.SIZE).map(ActivityPage::of);
    }

    private static ConnectionId connection(String text) {
        return ConnectionId.parse(text)
                .orElseThrow(() -> ProblemType.INVALID_REQUEST.asException("connection: not a connection's id"));
    }

    private static Instant instant(String field, String text) {
        try {
            Instant instant = Instant.parse(text);
            if (Position.isStorable(instant)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw ProblemType.INVALID_REQUEST.asException(field + ": not a time such as 2026-11-24T07:30:00Z");
    }

    private static String word(String field, String text) {
        if (!WORD.matcher(text).matches()) {
            throw ProblemType.INVALID_REQUEST.asException(field + ": letters, digits, '.', '_' and '-' alone");
        }
        return text;
    }

    private static Position position(String cursor) {
        return Position.parse(cursor)
                .orElseThrow(() -> ProblemType.INVALID_REQUEST.asException("cursor: not one of ours"));
    }

    /** @param next the cursor of the next page, or null at the end */
    public record ActivityPage(List<Activity> items, String next) {
        static ActivityPage of(Page<Activity> page) {
            return new ActivityPage(
                    page.items(), page.next().map(Position::cursor).orElse(null));
        }
    }
}
