package org.integrationstack.connections.connection.rest;

import java.time.Instant;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.connection.Report;
import org.integrationstack.connections.connection.ReportOutcome;
import org.integrationstack.connections.connection.Reporting;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.web.BodyProblem;
import org.integrationstack.connections.web.NamedConnection;

/** What our own services tell of connections. */
@Path("/internal/connections/{id}")
@Tag(name = "Internal")
@Produces(MediaType.APPLICATION_JSON)
public class ReportResource {
    /** The app is gone from the account, and with it whatever the connection could do. */
    private static final String DEAUTHORIZED = "deauthorized";

    private final Reporting reporting;
    private final Callers callers;

    @Inject
    ReportResource(Reporting reporting, Callers callers) {
        this.reporting = reporting;
        this.callers = callers;
    }

    @POST
    @Path("/revoked")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Access.CONNECTIONS_REPORT)
    @Operation(
            summary = "A provider has told that access was taken back",
            description =
                    "For our own services, whose tokens have the scopes `connections:report` and `tenant:delegate`"
                            + " and which name the tenant in `Integration-Tenant`. By the reason `deauthorized` the connection"
                            + " ends, as if it had been disconnected; by any other it must be authorized again. Told again,"
                            + " nothing changes; nor where the token was issued after `at`.")
    @APIResponse(responseCode = "200", description = "How the connection is now")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Standing> revoked(@PathParam("id") String id, @Valid @NotNull Revoked body) {
        Caller caller = callers.current();
        if (!caller.scopes().contains(Access.TENANT_DELEGATE)) {
            throw ProblemType.FORBIDDEN.asException("Reports are for the platform's own services.");
        }
        return reporting
                .revoked(caller.tenant(), NamedConnection.id(id), body.report())
                .map(ReportResource::answer);
    }

    private static Standing answer(ReportOutcome outcome) {
        if (outcome instanceof ReportOutcome.Noted noted) {
            return new Standing(
                    noted.connection().status().name(), noted.connection().version(), noted.changed());
        }
        if (outcome instanceof ReportOutcome.OtherAccount) {
            throw ProblemType.CONFLICT.asException("The connection is another account's.");
        }
        throw NamedConnection.unknown();
    }

    /**
     * That access was taken back.
     *
     * @param reason in the words of the provider's definition
     * @param account the id of the account whose it was
     * @param slot the token, where it is not the main one
     * @param at when the provider's word came in
     */
    record Revoked(
            @NotNull @Pattern(regexp = "[a-z][a-z_]{0,63}") @Schema(example = "tokens_revoked")
            String reason,

            @NotNull @Size(min = 1, max = 512) String account,
            String slot,
            Instant at) {

        Report report() {
            return new Report(
                    account,
                    reason.equals(DEAUTHORIZED),
                    Optional.ofNullable(slot)
                            .map(name -> TokenSlot.parse(name)
                                    .orElseThrow(() -> BodyProblem.at("slot", "the name of a token")))
                            .orElse(TokenSlot.MAIN),
                    Optional.ofNullable(at));
        }
    }

    /** @param changed whether the report changed it */
    record Standing(String status, long version, boolean changed) {}
}
