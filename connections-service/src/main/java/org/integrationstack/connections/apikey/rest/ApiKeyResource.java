package org.integrationstack.connections.apikey.rest;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.QueryParameters;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.apikey.IssueOutcome;
import org.integrationstack.connections.apikey.IssuedKey;
import org.integrationstack.connections.apikey.KeyIssuing;
import org.integrationstack.connections.apikey.KeyWish;
import org.integrationstack.connections.apikey.Once;
import org.integrationstack.connections.idempotency.IdempotencyKey;
import org.integrationstack.connections.web.CanonicalJson;
import org.integrationstack.connections.web.NamedId;

/** API keys over HTTP; for people alone, since only they have roles. */
@Path("/api/api-keys")
@RolesAllowed(Access.ADMIN)
@Tag(name = "API keys")
@Produces(MediaType.APPLICATION_JSON)
public class ApiKeyResource {
    private final KeyIssuing keys;
    private final Callers callers;

    @Inject
    ApiKeyResource(KeyIssuing keys, Callers callers) {
        this.keys = keys;
        this.callers = callers;
    }

    @GET
    @Operation(
            summary = "API keys of the tenant",
            description = "Newest first, without the keys themselves. A key that expired is listed for 30 more days.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Page<KeyView>> list(@QueryParam("cursor") String cursor) {
        return keys.list(callers.current(), QueryParameters.cursor(cursor)).map(page -> page.map(KeyView::of));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Make an API key",
            description = "For programs that hold a static token: it is sent as `Authorization: Bearer`, or as the user"
                    + " name of Basic with an empty password. The answer is the only place that shows it. It may do what"
                    + " its scopes say, with all connections of the tenant or with those of these providers, or with"
                    + " these connections, alone; it ends after a year at the latest.")
    @APIResponse(responseCode = "201", description = "The key")
    @APIResponse(responseCode = "200", description = "The key that the same request made before")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> make(
            @Parameter(description = "Under it the request may be sent again, for a day")
                    @HeaderParam(IdempotencyKey.HEADER)
                    List<String> idempotencyKeys,
            @Valid @NotNull KeyRequest body) {
        Caller admin = callers.current();
        Optional<Once> once = IdempotencyKey.of(idempotencyKeys).map(key -> new Once(admin, key, body.canonical()));
        return keys.issue(admin, body.toWish(), once).map(ApiKeyResource::answer);
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Revoke an API key",
            description = "Every service refuses it within two seconds. One that has ended stays so.")
    @APIResponse(responseCode = "204", description = "It is revoked, now or before")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Void> revoke(@PathParam("id") String id) {
        return keys.revoke(callers.current(), NamedId.of(id, ApiKeyResource::unknown))
                .invoke(found -> {
                    if (!found) {
                        throw unknown();
                    }
                })
                .replaceWithVoid();
    }

    private static Response answer(IssueOutcome outcome) {
        if (outcome instanceof IssueOutcome.Issued issued) {
            return Response.status(issued.again() ? Response.Status.OK : Response.Status.CREATED)
                    .entity(new NewKeyView(
                            KeyView.of(issued.issued()), issued.key().reveal()))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        }
        if (outcome instanceof IssueOutcome.TooMany tooMany) {
            throw ProblemType.CONFLICT.asException(
                    "The tenant has " + tooMany.most() + " API keys that are good; revoke one first.");
        }
        if (outcome instanceof IssueOutcome.Invalid invalid) {
            throw ProblemType.INVALID_REQUEST.asException(invalid.detail());
        }
        throw outcome instanceof IssueOutcome.Gone
                ? ProblemType.CONFLICT.asException("The key that this request made is forgotten.")
                : IdempotencyKey.reused();
    }

    private static HttpProblem unknown() {
        return ProblemType.NOT_FOUND.asException("There is no API key of that id.");
    }

    /** The key to make. Without providers and connections it is narrowed to none; without an end it lasts a year. */
    public record KeyRequest(
            @NotNull String name,
            @NotNull List<@NotNull String> scopes,
            List<@NotNull String> providers,
            List<@NotNull String> connections,
            Instant expiresAt) {

        /** What makes the request what it is. */
        byte[] canonical() {
            return CanonicalJson.of(
                    "api-keys", Arrays.asList(name, scopes, providers, connections, Objects.toString(expiresAt, null)));
        }

        KeyWish toWish() {
            return new KeyWish(
                    name,
                    scopes,
                    providers == null ? List.of() : providers,
                    connections == null ? List.of() : connections,
                    Optional.ofNullable(expiresAt));
        }
    }

    /** A key as it is listed; {@code revokedAt} is null while it is good. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record KeyView(
            UUID id,
            String name,
            List<String> scopes,
            List<String> providers,
            List<ConnectionId> connections,
            String createdBy,
            Instant createdAt,
            Instant expiresAt,
            Instant revokedAt) {

        static KeyView of(IssuedKey key) {
            return new KeyView(
                    key.id(),
                    key.name(),
                    key.scopes(),
                    key.providers().stream().map(ProviderId::value).toList(),
                    key.connections(),
                    key.createdBy().value(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.revokedAt().orElse(null));
        }
    }

    /** The same with the key itself, this once. */
    public record NewKeyView(@JsonUnwrapped KeyView details, String key) {
        @Override
        public String toString() {
            return "NewKeyView[" + details.id() + "]";
        }
    }
}
