package org.integrationstack.connections.authorization.rest;

import java.net.URI;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.authorization.OneTimeSecret;
import org.integrationstack.connections.authorization.Redeeming;
import org.integrationstack.connections.connection.ConnectOutcome;
import org.integrationstack.connections.connection.ConnectionViews;

/** Where a program redeems what its link led to. */
@Path("/api/connections/redeem")
@Tag(name = "Connect")
public class RedeemResource {
    private final Redeeming redeeming;
    private final ConnectionViews views;
    private final Callers callers;

    @Inject
    RedeemResource(Redeeming redeeming, ConnectionViews views, Callers callers) {
        this.redeeming = redeeming;
        this.views = views;
        this.callers = callers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(summary = "Connect what a program's link led to", description = "Once, and only for who made the link.")
    @APIResponse(responseCode = "201", description = "The connection")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> redeem(@Valid @NotNull Redemption body) {
        Caller caller = callers.current();
        OneTimeSecret code = OneTimeSecret.parse(body.code()).orElseThrow(RedeemResource::unknown);
        return redeeming
                .redeem(caller, code)
                .map(outcome -> outcome.orElseThrow(RedeemResource::unknown))
                .map(this::answer);
    }

    private Response answer(ConnectOutcome outcome) {
        if (outcome instanceof ConnectOutcome.Connected connected) {
            return Response.created(URI.create(
                            "/api/connections/" + connected.connection().id()))
                    .entity(views.of(connected.connection()))
                    .build();
        }
        throw ProblemType.CONFLICT.asException(
                outcome instanceof ConnectOutcome.OtherAccount
                        ? "The account is not the one of the connection to renew; nothing was changed."
                        : "The connection to renew no longer exists.");
    }

    private static HttpProblem unknown() {
        return ProblemType.NOT_FOUND.asException("There is nothing to redeem with this code.");
    }

    /** The one-time code that the browser brought. */
    public record Redemption(@NotNull String code) {
        @Override
        public String toString() {
            return "Redemption[redacted]";
        }
    }
}
