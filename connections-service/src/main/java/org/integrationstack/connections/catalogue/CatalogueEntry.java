package org.integrationstack.connections.catalogue;

import java.net.URI;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.integrationstack.common.provider.OAuth;

/**
 * A provider as the catalogue shows it.
 *
 * @param connectable whether an account can be connected here by signing in at the provider, which needs a client
 *     registration of this installation
 * @param webhooks whether it sends webhooks that we understand
 * @param scopes what is asked for if nothing else is said, and all that may be asked for
 * @param slotScopes the same of each further token that comes with a grant, by its slot
 * @param inputs what is asked before connecting, whatever the kind; in order
 * @param kinds what connections can rest on here
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
        Map<String, Scopes> slotScopes,
        List<Input> inputs,
        List<Kind> kinds,
        Map<String, Object> settings) {

    /** Scopes in the provider's own words. */
    public record Scopes(List<String> defaults, List<String> ceiling) {
        static final Scopes NONE = new Scopes(List.of(), List.of());

        /** What is required is asked for by default, whatever else is. */
        static Scopes of(OAuth.Scopes scopes) {
            return new Scopes(List.copyOf(scopes.toRequest(List.of())), scopes.ceiling());
        }
    }

    /**
     * Something asked before connecting.
     *
     * @param kind what it must be: label (one DNS label), url (an https URL of the provider's), text
     * @param defaultValue taken where nothing is given; without one something must be
     */
    public record Input(
            String name,
            String kind,
            String title,
            @JsonInclude(JsonInclude.Include.NON_NULL) String description,

            @JsonProperty("default") @JsonInclude(JsonInclude.Include.NON_NULL)
            String defaultValue) {}

    /**
     * A kind of connection.
     *
     * @param kind its name in {@code POST /api/connections}; oauth and app are connected by signing in at the provider
     * @param fields what is asked for it, in order; none where people sign in
     */
    public record Kind(String kind, List<Field> fields) {}

    /** A field of a credential; a secret one must not be seen. */
    public record Field(
            String name,
            String title,
            @JsonInclude(JsonInclude.Include.NON_NULL) String description,
            boolean secret) {}
}
