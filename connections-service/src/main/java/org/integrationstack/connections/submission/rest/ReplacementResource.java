package org.integrationstack.connections.submission.rest;

import java.util.Map;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.connection.ConnectionView;
import org.integrationstack.connections.connection.ConnectionViews;
import org.integrationstack.connections.submission.ReplaceOutcome;
import org.integrationstack.connections.submission.Replacing;
import org.integrationstack.connections.web.BodyProblem;
import org.integrationstack.connections.web.NamedConnection;

/** Another credential for a connection. */
@Path("/api/connections/{id}/credentials")
@Tag(name = "Connections")
public class ReplacementResource {
    private final Replacing replacing;
    private final ConnectionViews views;
    private final Callers callers;

    @Inject
    ReplacementResource(Replacing replacing, ConnectionViews views, Callers callers) {
        this.replacing = replacing;
        this.views = views;
        this.callers = callers;
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Replace the credential of a connection",
            description =
                    "By another of the same account, as for an API key that was rolled. The old one is in use until"
                            + " the provider has taken the new one.")
    @APIResponse(responseCode = "200", description = "The connection, active")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "422", ref = "CredentialRefused")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<ConnectionView> replace(@PathParam("id") String id, @Valid @NotNull Replacement body) {
        Caller caller = callers.current();
        ConnectionId connection = NamedConnection.id(id);
        return replacing.replace(caller, connection, body.credentials()).map(this::answer);
    }

    private ConnectionView answer(ReplaceOutcome outcome) {
        if (outcome instanceof ReplaceOutcome.Done done) {
            return views.of(done.connection());
        }
        throw problem(outcome);
    }

    private static HttpProblem problem(ReplaceOutcome outcome) {
        if (outcome instanceof ReplaceOutcome.Invalid invalid) {
            return BodyProblem.of(invalid.violations());
        }
        if (outcome instanceof ReplaceOutcome.Refused) {
            return ProblemType.CREDENTIAL_REFUSED.asException("The connection keeps the credential that it has.");
        }
        if (outcome instanceof ReplaceOutcome.Unavailable) {
            return ProblemType.DEPENDENCY_UNAVAILABLE.asException(
                    "The provider cannot be asked at the moment. The connection keeps the credential that it has.",
                    Map.of("Retry-After", "10"));
        }
        return outcome instanceof ReplaceOutcome.Unknown ? NamedConnection.unknown() : conflict(outcome);
    }

    private static HttpProblem conflict(ReplaceOutcome outcome) {
        if (outcome instanceof ReplaceOutcome.Duplicate duplicate) {
            return Conflicts.alreadyConnected(duplicate.existing());
        }
        if (outcome instanceof ReplaceOutcome.Ended ended) {
            return ProblemType.CONFLICT.asException("The connection is " + ended.status() + ".");
        }
        return ProblemType.CONFLICT.asException(
                outcome instanceof ReplaceOutcome.OtherAccount
                        ? "The credential opens another account than the connection's; nothing was changed."
                        : "This connection is authorized again by signing in at the provider.");
    }

    /** The credential, as the catalogue says it is asked for. Its text shows no part of it. */
    public record Replacement(@NotNull Map<String, String> credentials) {
        @Override
        public String toString() {
            return "Replacement[redacted]";
        }
    }
}
