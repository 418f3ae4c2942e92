package org.integrationstack.connections.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.Input;
import org.integrationstack.common.provider.OAuth;
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

    /** Those that have accounts to connect, by id; others send webhooks and no more. */
    public List<CatalogueEntry> withAccounts() {
        return providers.all().stream()
                .filter(definition -> !definition.kinds().isEmpty())
                .map(this::entry)
                .toList();
    }

    /** The provider of that name, if there is one. */
    public Optional<CatalogueEntry> find(String provider) {
        return ProviderId.parse(provider).flatMap(providers::find).map(this::entry);
    }

    private CatalogueEntry entry(ProviderDefinition definition) {
        ProviderDefinition.Catalogue text = definition.catalogue();
        boolean canSignIn = canSignIn(definition);
        return new CatalogueEntry(
                definition.id().value(),
                text.name(),
                text.description(),
                text.category(),
                text.website(),
                text.documentation(),
                canSignIn,
                !definition.webhooks().isEmpty(),
                definition
                        .oauth()
                        .map(oauth -> CatalogueEntry.Scopes.of(oauth.scopes()))
                        .orElse(CatalogueEntry.Scopes.NONE),
                definition.oauth().map(ProviderBrowser::slotScopes).orElse(Map.of()),
                definition.inputs().entrySet().stream()
                        .map(input -> input(input.getKey(), input.getValue()))
                        .toList(),
                definition.kinds().stream()
                        .map(kind -> kind(kind, definition.credentials().fields(kind)))
                        .filter(kind -> canSignIn || !kind.fields().isEmpty())
                        .toList(),
                definition.settings());
    }

    /** An app's installations are opened by its own key, so that a registration alone is not enough. */
    private boolean canSignIn(ProviderDefinition definition) {
        boolean lacksKey = definition.credentials().app().isPresent() && !registrations.hasAppKey(definition.id());
        return definition.oauth().isPresent()
                && registrations.client(definition.id()).isPresent()
                && !lacksKey;
    }

    private static Map<String, CatalogueEntry.Scopes> slotScopes(OAuth oauth) {
        Map<String, CatalogueEntry.Scopes> scopes = new TreeMap<>();
        oauth.slots().forEach((slot, token) -> scopes.put(slot, CatalogueEntry.Scopes.of(token.scopes())));
        return scopes;
    }

    private static CatalogueEntry.Input input(String name, Input input) {
        return new CatalogueEntry.Input(
                name,
                input.kind().toString(),
                input.title(),
                input.description().orElse(null),
                input.defaultValue().orElse(null));
    }

    private static CatalogueEntry.Kind kind(ConnectionKind kind, Map<String, Credentials.Asked> fields) {
        return new CatalogueEntry.Kind(
                kind.text(),
                fields.entrySet().stream()
                        .map(field -> field(field.getKey(), field.getValue()))
                        .toList());
    }

    private static CatalogueEntry.Field field(String name, Credentials.Asked asked) {
        return new CatalogueEntry.Field(name, asked.title(), asked.description().orElse(null), asked.secret());
    }
}
