package org.integrationstack.connections.submission.rest;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionView;
import org.integrationstack.connections.connection.ConnectionViews;
import org.integrationstack.connections.idempotency.IdempotencyKey;
import org.integrationstack.connections.submission.Reviewed;
import org.integrationstack.connections.submission.Submissions;
import org.integrationstack.connections.submission.SubmitOutcome;
import org.integrationstack.connections.submission.Submitting;
import org.integrationstack.connections.web.BodyProblem;

/** Connecting an account by a credential that the caller has. */
@Path("/api/connections")
@Tag(name = "Connections")
public class SubmissionResource {
    private final Submissions submissions;
    private final Submitting submitting;
    private final ConnectionViews views;
    private final Callers callers;

    @Inject
    SubmissionResource(Submissions submissions, Submitting submitting, ConnectionViews views, Callers callers) {
        this.submissions = submissions;
        this.submitting = submitting;
        this.views = views;
        this.callers = callers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Connect an account by an API key, a user name and password, or an OAuth client",
            description = "What is asked for stands in the catalogue. The credential is stored sealed and shown to the"
                    + " provider, which says whose it is; the answer waits for that. A credential that the provider"
                    + " refuses is not kept.")
    @APIResponse(
            responseCode = "201",
            description = "The connection, active",
            content = @Content(schema = @Schema(implementation = ConnectionView.class)))
    @APIResponse(
            responseCode = "200",
            description = "The connection that the same request made before",
            content = @Content(schema = @Schema(implementation = ConnectionView.class)))
    @APIResponse(
            responseCode = "202",
            description = "The connection, pending: the provider cannot be asked at the moment, and will be again",
            content = @Content(schema = @Schema(implementation = ConnectionView.class)))
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownProvider")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "422", ref = "CredentialRefused")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> submit(
            @Parameter(description = "Under it the request may be sent again, for a day")
                    @HeaderParam(IdempotencyKey.HEADER)
                    List<String> keys,
            @Valid @NotNull SubmissionBody body) {
        Caller caller = callers.current();
        Optional<IdempotencyKey> key = IdempotencyKey.of(keys);
        Reviewed.Accepted accepted = accepted(submissions.review(body.by(caller)));
        return submitting.submit(caller, key, body.canonical(), accepted).map(this::answer);
    }

    private static Reviewed.Accepted accepted(Reviewed reviewed) {
        if (reviewed instanceof Reviewed.Accepted accepted) {
            return accepted;
        }
        if (reviewed instanceof Reviewed.UnknownProvider) {
            throw ProblemType.UNKNOWN_PROVIDER.asException("There is no provider of that name to connect.");
        }
        if (reviewed instanceof Reviewed.OutOfReach) {
            throw ProblemType.FORBIDDEN.asException("The API key is narrowed to other connections.");
        }
        if (reviewed instanceof Reviewed.OtherUser) {
            throw ProblemType.FORBIDDEN.asException("userId: only a program with connections:write may name a user.");
        }
        throw BodyProblem.of(((Reviewed.Invalid) reviewed).violations());
    }

    private Response answer(SubmitOutcome outcome) {
        if (outcome instanceof SubmitOutcome.Connected connected) {
            return answer(Response.Status.CREATED, connected.connection());
        }
        if (outcome instanceof SubmitOutcome.Waiting waiting) {
            return answer(Response.Status.ACCEPTED, waiting.connection());
        }
        if (outcome instanceof SubmitOutcome.Repeated repeated) {
            return answer(Response.Status.OK, repeated.connection());
        }
        throw problem(outcome);
    }

    private Response answer(Response.Status status, Connection connection) {
        return Response.status(status)
                .location(URI.create("/api/connections/" + connection.id()))
                .entity(views.of(connection))
                .build();
    }

    private static HttpProblem problem(SubmitOutcome outcome) {
        if (outcome instanceof SubmitOutcome.Refused) {
            return ProblemType.CREDENTIAL_REFUSED.asException(
                    "Nothing was connected, and the credential was not kept.");
        }
        if (outcome instanceof SubmitOutcome.Duplicate duplicate) {
            return Conflicts.alreadyConnected(duplicate.existing());
        }
        return outcome instanceof SubmitOutcome.KeyReused
                ? IdempotencyKey.reused()
                : ProblemType.CONFLICT.asException("The connection was removed while its credential was checked.");
    }
}
