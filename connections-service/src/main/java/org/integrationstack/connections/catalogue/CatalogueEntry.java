package org.integrationstack.connections.catalogue;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A provider as the catalogue shows it.
 *
 * @param connectable whether an account can be connected here: the provider takes OAuth, and this installation has a
 *     client registration with it
 * @param webhooks whether it sends webhooks that we understand
 * @param scopes what is asked for if nothing else is said, and all that may be asked for
 * @param settings a JSON Schema of what a user can set for a connection; empty for nothing
 */
public record CatalogueEntry(
        String id,
        String name,
        String description,
        String category,
        URI website,
        URI documentation,
        boolean connectable,
        boolean webhooks,
        Scopes scopes,
        Map<String, Object> settings) {

    /** Scopes in the provider's own words. */
    public record Scopes(List<String> defaults, List<String> ceiling) {}
}
