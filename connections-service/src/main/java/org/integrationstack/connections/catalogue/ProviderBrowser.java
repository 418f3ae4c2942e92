package org.integrationstack.connections.catalogue;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.Providers;

/** Reads the catalogue from the definitions. */
@ApplicationScoped
public class ProviderBrowser {
    private final Providers providers;
    private final ProviderSettings registrations;

    @Inject
    ProviderBrowser(Providers providers, ProviderSettings registrations) {
        this.providers = providers;
        this.registrations = registrations;
    }

    /** All providers, by id. */
    public List<CatalogueEntry> all() {
        return providers.all().stream().map(this::entry).toList();
    }

    /** The provider of that name, if there is one. */
    public Optional<CatalogueEntry> find(String provider) {
        return ProviderId.parse(provider).flatMap(providers::find).map(this::entry);
    }

    private CatalogueEntry entry(ProviderDefinition definition) {
        ProviderDefinition.Catalogue text = definition.catalogue();
        return new CatalogueEntry(
                definition.id().value(),
                text.name(),
                text.description(),
                text.category(),
                text.website(),
                text.documentation(),
                definition.oauth().isPresent()
                        && registrations.client(definition.id()).isPresent(),
                definition.webhooks().isPresent(),
                definition
                        .oauth()
                        .map(oauth -> new CatalogueEntry.Scopes(
                                oauth.scopes().defaults(), oauth.scopes().ceiling()))
                        .orElseGet(() -> new CatalogueEntry.Scopes(List.of(), List.of())),
                definition.settings());
    }
}
