package org.integrationstack.connections.endpoint.rest;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
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
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.endpoint.CreateOutcome;
import org.integrationstack.connections.endpoint.Endpoint;
import org.integrationstack.connections.endpoint.EndpointCreation;
import org.integrationstack.connections.endpoint.EndpointDeletion;
import org.integrationstack.connections.endpoint.EndpointDirectory;
import org.integrationstack.connections.endpoint.EndpointFilter;
import org.integrationstack.connections.endpoint.EndpointUrls;
import org.integrationstack.connections.endpoint.RotateOutcome;
import org.integrationstack.connections.endpoint.SecretRotation;
import org.integrationstack.connections.idempotency.IdempotencyKey;
import org.integrationstack.connections.web.BodyProblem;
import org.integrationstack.connections.web.NamedConnection;
import org.integrationstack.connections.web.NamedEndpoint;

/** Webhook endpoints over HTTP. */
@Path("/api/webhook-endpoints")
@Tag(name = "Webhook endpoints")
@Produces(MediaType.APPLICATION_JSON)
public class EndpointResource {
    private final EndpointDirectory directory;
    private final EndpointCreation creation;
    private final SecretRotation rotation;
    private final EndpointDeletion deletion;
    private final EndpointUrls urls;
    private final Callers callers;
    private final Clock clock;

    @Inject
    EndpointResource(
            EndpointDirectory directory,
            EndpointCreation creation,
            SecretRotation rotation,
            EndpointDeletion deletion,
            EndpointUrls urls,
            Callers callers,
            Clock clock) {
        this.directory = directory;
        this.creation = creation;
        this.rotation = rotation;
        this.deletion = deletion;
        this.urls = urls;
        this.callers = callers;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_READ})
    @Operation(
            summary = "Webhook endpoints",
            description =
                    "Newest first, without their secrets. A user sees those of their own connections, an admin the"
                            + " tenant's.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Page<EndpointView>> list(
            @QueryParam("provider") String provider,
            @QueryParam("connection") String connection,
            @QueryParam("cursor") String cursor) {
        EndpointFilter filter = EndpointFilter.visibleTo(
                callers.current(),
                QueryParameters.read("provider", provider, "a provider's name", ProviderId::parse),
                QueryParameters.connection(connection));
        return directory
                .list(filter, QueryParameters.cursor(cursor))
                .map(page -> page.map(endpoint -> view(endpoint, Optional.empty())));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_READ})
    @Operation(summary = "One webhook endpoint", description = "Without its secrets.")
    @APIResponse(responseCode = "200", description = "The endpoint")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<EndpointView> get(@PathParam("id") String id) {
        return directory
                .find(callers.current(), NamedEndpoint.id(id))
                .map(found ->
                        found.map(endpoint -> view(endpoint, Optional.empty())).orElseThrow(NamedEndpoint::unknown));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Make a webhook endpoint",
            description = "Every gateway takes deliveries there within two seconds. Where the provider lets its users"
                    + " choose the signing secret, one is made in the form it takes, and this answer is the only place"
                    + " that shows it; where the provider chooses it, it comes in `secret`. An endpoint of a connection"
                    + " is deleted with it; one without is for admins and programs.")
    @APIResponse(
            responseCode = "201",
            description = "The endpoint, with the secret that was made for it",
            content = @Content(schema = @Schema(implementation = EndpointView.class)))
    @APIResponse(
            responseCode = "200",
            description = "The endpoint that the same request made before, with that secret if it is still good",
            content = @Content(schema = @Schema(implementation = EndpointView.class)))
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", description = "There is no such provider, or no such connection")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> create(
            @Parameter(description = "Under it the request may be sent again, for a day")
                    @HeaderParam(IdempotencyKey.HEADER)
                    List<String> keys,
            @Valid @NotNull EndpointBody body) {
        return creation.create(callers.current(), IdempotencyKey.of(keys), body.canonical(), body.toWish())
                .map(this::answer);
    }

    @POST
    @Path("/{id}/rotate-secret")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Give a webhook endpoint another secret",
            description = "Those of before go on working for `overlap`, a day if it is absent, and end then on every"
                    + " gateway by themselves. A secret that is made is shown here and nowhere else. Five may be good at"
                    + " a time.")
    @APIResponse(
            responseCode = "200",
            description = "The endpoint, with the secret that was made",
            content = @Content(schema = @Schema(implementation = EndpointView.class)))
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> rotate(
            @PathParam("id") String id,
            @Parameter(description = "Under it the request may be sent again, for a day")
                    @HeaderParam(IdempotencyKey.HEADER)
                    List<String> keys,
            RotationBody body) {
        UUID endpoint = NamedEndpoint.id(id);
        RotationBody wanted = body == null ? RotationBody.NOTHING : body;
        return rotation.rotate(
                        callers.current(),
                        endpoint,
                        IdempotencyKey.of(keys),
                        wanted.canonical(endpoint.toString()),
                        wanted.toWish())
                .map(this::answer);
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Delete a webhook endpoint",
            description = "Within two seconds no gateway knows it, and its secrets are erased.")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Void> delete(@PathParam("id") String id) {
        return deletion.delete(callers.current(), NamedEndpoint.id(id))
                .invoke(found -> {
                    if (!found) {
                        throw NamedEndpoint.unknown();
                    }
                })
                .replaceWithVoid();
    }

    private Response answer(CreateOutcome outcome) {
        if (outcome instanceof CreateOutcome.Created created) {
            return secret(
                    Response.status(created.again() ? Response.Status.OK : Response.Status.CREATED)
                            .location(URI.create("/api/webhook-endpoints/"
                                    + created.endpoint().id())),
                    view(created.endpoint(), created.secret()));
        }
        throw problem(outcome);
    }

    private static HttpProblem problem(CreateOutcome outcome) {
        if (outcome instanceof CreateOutcome.Invalid invalid) {
            return BodyProblem.of(invalid.violations());
        }
        if (outcome instanceof CreateOutcome.UnknownProvider) {
            return ProblemType.UNKNOWN_PROVIDER.asException("There is no provider of that name.");
        }
        if (outcome instanceof CreateOutcome.UnknownConnection) {
            return NamedConnection.unknown();
        }
        if (outcome instanceof CreateOutcome.NotForCaller) {
            return ProblemType.FORBIDDEN.asException(
                    "An endpoint without a connection is for admins, and for programs that are not narrowed.");
        }
        if (outcome instanceof CreateOutcome.Unusable unusable) {
            return ProblemType.CONFLICT.asException("The connection is " + unusable.status() + ".");
        }
        if (outcome instanceof CreateOutcome.TooMany tooMany) {
            return ProblemType.CONFLICT.asException(
                    "The tenant has " + tooMany.most() + " webhook endpoints; delete one first.");
        }
        return outcome instanceof CreateOutcome.Gone
                ? ProblemType.CONFLICT.asException("The endpoint that this request made is deleted.")
                : IdempotencyKey.reused();
    }

    private Response answer(RotateOutcome outcome) {
        if (outcome instanceof RotateOutcome.Rotated rotated) {
            return secret(Response.ok(), view(rotated.endpoint(), rotated.secret()));
        }
        if (outcome instanceof RotateOutcome.Invalid invalid) {
            throw BodyProblem.of(invalid.violations());
        }
        if (outcome instanceof RotateOutcome.TooMany tooMany) {
            throw ProblemType.CONFLICT.asException(
                    tooMany.most() + " secrets are good already; wait until one ends, or rotate without overlap.");
        }
        if (outcome instanceof RotateOutcome.NoSecrets) {
            throw ProblemType.CONFLICT.asException("This provider signs with no secret.");
        }
        if (outcome instanceof RotateOutcome.Ended) {
            throw ProblemType.CONFLICT.asException(
                    "The secret that this request made has been replaced and has ended.");
        }
        throw outcome instanceof RotateOutcome.KeyReused ? IdempotencyKey.reused() : NamedEndpoint.unknown();
    }

    private static Response secret(Response.ResponseBuilder answer, EndpointView view) {
        return answer.entity(view).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private EndpointView view(Endpoint endpoint, Optional<Secret> secret) {
        return EndpointView.of(endpoint, urls.of(endpoint), secret, clock.instant());
    }
}
