package org.integrationstack.connections.credentials.rest;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.credentials.Credential;
import org.integrationstack.connections.credentials.Credentials;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.refresh.StoredToken;
import org.integrationstack.connections.refresh.TokenRef;
import org.integrationstack.connections.web.NamedConnection;

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
                    + " and which name the tenant in `Integration-Tenant`. A token that has ended is renewed first."
                    + " `slot` names one of several tokens.")
    @APIResponse(responseCode = "200", description = "The credential; not to be stored")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "NeedsReauthorization")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> get(@PathParam("id") String id, @QueryParam("slot") @DefaultValue("main") String slot) {
        return credentials.of(ref(id, slot)).map(CredentialsResource::answer);
    }

    @POST
    @Path("/refresh")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Access.CREDENTIALS_READ)
    @Operation(
            summary = "A newer credential than one that the provider refused",
            description = "Renews the token only if `rejectedVersion` is still the current one. A fresh token that is"
                    + " refused as the one before it was is checked instead: the same version in the answer means that"
                    + " the provider honours it, and refused that request for another reason.")
    @APIResponse(responseCode = "200", description = "The credential; not to be stored")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownConnection")
    @APIResponse(responseCode = "409", ref = "NeedsReauthorization")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> refresh(
            @PathParam("id") String id,
            @QueryParam("slot") @DefaultValue("main") String slot,
            @Valid @NotNull Rejection rejection) {
        return credentials.insteadOf(ref(id, slot), rejection.rejectedVersion()).map(CredentialsResource::answer);
    }

    private TokenRef ref(String id, String slot) {
        Caller caller = callers.current();
        if (!caller.scopes().contains(Access.TENANT_DELEGATE)) {
            throw ProblemType.FORBIDDEN.asException("Credentials are for the platform's own services.");
        }
        return new TokenRef(
                caller.tenant(), NamedConnection.id(id), TokenSlot.parse(slot).orElseThrow(NamedConnection::unknown));
    }

    private static Response answer(Credential credential) {
        return Response.ok(CredentialView.of(credential))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** @param rejectedVersion the version of the credential that the provider refused */
    record Rejection(@NotNull Long rejectedVersion) {}

    /**
     * What a request to the provider needs.
     *
     * @param version the token's own
     * @param accessToken what to send for it
     * @param expiresAt null where the token does not expire, or nobody knows
     * @param values what the definition's URLs may need: what was kept of the grant, and the inputs given at connect
     */
    record CredentialView(
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

        static CredentialView of(Credential credential) {
            StoredToken token = credential.token();
            return new CredentialView(
                    token.ref().connection().toString(),
                    token.ref().tenant().value(),
                    token.owner().value(),
                    token.provider().value(),
                    token.kind().text(),
                    token.status().name(),
                    token.state().version(),
                    token.connectionVersion(),
                    token.accountId(),
                    credential.secret().reveal(),
                    credential.grant().tokenType(),
                    credential.grant().expiresAt().orElse(null),
                    values(credential));
        }

        private static Map<String, String> values(Credential credential) {
            Map<String, String> values = new HashMap<>(credential.token().inputs());
            values.putAll(credential.grant().values());
            return values;
        }

        @Override
        public String toString() {
            return "CredentialView[" + connection + "]";
        }
    }
}
