package org.integrationstack.connections.catalogue.rest;

import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.NonBlocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.page.Page;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.catalogue.CatalogueEntry;
import org.integrationstack.connections.catalogue.ProviderBrowser;

/** The catalogue over HTTP. */
@Path("/api/providers")
@PermitAll
@Tag(name = "Catalogue")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class CatalogueResource {
    private final ProviderBrowser providers;

    @Inject
    CatalogueResource(ProviderBrowser providers) {
        this.providers = providers;
    }

    @GET
    @Operation(summary = "All providers, on one page", description = "No authentication needed.")
    public Page<CatalogueEntry> all() {
        return new Page<>(providers.all(), Optional.empty());
    }

    @GET
    @Path("/{provider}")
    @Operation(summary = "One provider", description = "No authentication needed.")
    @APIResponse(responseCode = "200", description = "The provider")
    @APIResponse(responseCode = "404", ref = "UnknownProvider")
    public CatalogueEntry one(@PathParam("provider") String provider) {
        return providers
                .find(provider)
                .orElseThrow(() -> ProblemType.UNKNOWN_PROVIDER.asException("There is no provider of that name."));
    }
}
