package org.integrationstack.common.provider;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything the stack knows about a provider. Immutable and checked.
 *
 * @param hosts every host that a URL of this definition, with any values put in, may have
 * @param oauth how an account is connected; absent for a provider that only sends webhooks
 * @param api how its API is called; absent for a provider that only sends webhooks
 * @param webhooks what it sends; absent where it sends none
 * @param settings the settings offered to the user of a connection, as a JSON Schema of type {@code object}; empty
 *     where there are none
 */
public record ProviderDefinition(
        ProviderId id,
        Catalogue catalogue,
        Hosts hosts,
        Optional<OAuth> oauth,
        Optional<Api> api,
        Optional<Webhooks> webhooks,
        Map<String, Object> settings) {

    public ProviderDefinition {
        Objects.requireNonNull(id);
        Objects.requireNonNull(catalogue);
        Objects.requireNonNull(hosts);
        Objects.requireNonNull(oauth);
        Objects.requireNonNull(api);
        Objects.requireNonNull(webhooks);
        settings = Copies.of(settings);
    }

    /**
     * What a catalogue shows.
     *
     * @param name the provider's own name, as it writes it
     * @param category one word to group by, such as {@code developer-tools}
     */
    public record Catalogue(
            String name, String description, String category, java.net.URI website, java.net.URI documentation) {}

    /** The limits of the API, none where there is no API. */
    public List<Api.Limit> limits() {
        return api.map(Api::limits).orElse(List.of());
    }
}
