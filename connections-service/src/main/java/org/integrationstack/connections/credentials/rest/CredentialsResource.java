package org.integrationstack.connections.credentials.rest;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
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
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.credentials.CredentialOutcome;
import org.integrationstack.connections.credentials.Credentials;
import org.integrationstack.connections.grant.Grant;

/** Credentials for our own services. */
@Path("/internal/connections/{id}/credentials")
@Tag(name = "Internal")
@Produces(MediaType.APPLICATION_JSON)
public class CredentialsResource {
    private final Credentials credentials;
    private final Callers callers;

    @Inject
    CredentialsResource(Credentials credentials, Callers callers) {
        this.credentials = credentials;
        this.callers = callers;
    }

    @GET
    @RolesAllowed(Access.CREDENTIALS_READ)
    @Operation(
            summary = "The credential of a connection",
            description = "For our own services, whose tokens have the scopes `credentials:read` and `tenant:delegate`"
                    + " and which name the tenant in `Integration-Tenant`.")
    @APIResponse(responseCode = "200", description = "The credential; not to be stored")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "NeedsReauthorization")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> get(@PathParam("id") String id) {
        Caller caller = callers.current();
        if (!caller.scopes().contains(Access.TENANT_DELEGATE)) {
            throw ProblemType.FORBIDDEN.asException("Credentials are for the platform's own services.");
        }
        ConnectionId connection = ConnectionId.parse(id).orElseThrow(CredentialsResource::unknown);
        return credentials.of(caller.tenant(), connection).map(CredentialsResource::answer);
    }

    private static Response answer(CredentialOutcome outcome) {
        if (outcome instanceof CredentialOutcome.Usable usable) {
            return Response.ok(Credential.of(usable.connection(), usable.grant()))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        }
        if (outcome instanceof CredentialOutcome.Unusable unusable) {
            throw unusable(unusable.status());
        }
        throw unknown();
    }

    private static HttpProblem unusable(ConnectionStatus status) {
        ProblemType type = status == ConnectionStatus.NEEDS_REAUTHORIZATION
                ? ProblemType.NEEDS_REAUTHORIZATION
                : ProblemType.CONFLICT;
        return type.asException("The connection is " + status + ".");
    }

    private static HttpProblem unknown() {
        return ProblemType.UNKNOWN_CONNECTION.asException("There is no connection of that id.");
    }

    /**
     * What a request to the provider needs.
     *
     * @param expiresAt null where the token does not expire, or nobody knows
     * @param values what the definition's URLs and headers may need: what was said when the account was connected, and what
     *     was kept of the token response
     */
    record Credential(
            String connection,
            String tenant,
            String owner,
            String provider,
            String kind,
            String status,
            long version,
            long connectionVersion,
            String accountId,
            String accessToken,
            String tokenType,
            Instant expiresAt,
            Map<String, String> values) {

        static Credential of(Connection connection, Grant grant) {
            return new Credential(
                    connection.id().toString(),
                    connection.tenant().value(),
                    connection.owner().value(),
                    connection.provider().value(),
                    connection.kind().text(),
                    connection.status().name(),
                    connection.version(),
                    connection.version(),
                    connection.account().id(),
                    grant.accessToken().reveal(),
                    grant.tokenType(),
                    grant.expiresAt().orElse(null),
                    values(connection, grant));
        }

        private static Map<String, String> values(Connection connection, Grant grant) {
            Map<String, String> values = new HashMap<>(grant.values());
            values.putAll(connection.inputs());
            return values;
        }

        @Override
        public String toString() {
            return "Credential[" + connection + "]";
        }
    }
}
