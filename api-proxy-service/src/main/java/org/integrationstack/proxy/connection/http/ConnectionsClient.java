package org.integrationstack.proxy.connection.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import io.quarkus.oidc.client.reactive.filter.OidcClientRequestReactiveFilter;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

import org.integrationstack.common.identity.Callers;

/** The endpoints of connections-service for services like this one, called with this service's own token. */
@RegisterRestClient(configKey = "connections")
@RegisterProvider(OidcClientRequestReactiveFilter.class)
@Path("/internal/connections")
interface ConnectionsClient {
    @GET
    @Path("/{id}/credentials")
    Uni<CredentialAnswer> credentials(
            @PathParam("id") String connection,
            @QueryParam("slot") String slot,
            @HeaderParam(Callers.TENANT_HEADER) String tenant);

    @POST
    @Path("/{id}/credentials/refresh")
    Uni<CredentialAnswer> refresh(
            @PathParam("id") String connection,
            @QueryParam("slot") String slot,
            @HeaderParam(Callers.TENANT_HEADER) String tenant,
            Rejection rejection);

    /** @param rejectedVersion the version of the credential that the provider refused */
    record Rejection(long rejectedVersion) {}
}
