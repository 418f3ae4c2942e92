package org.integrationstack.common.provider;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Everything the stack knows about a provider. Immutable and checked.
 *
 * @param hosts every host that a URL of this definition, with any values put in, may have
 * @param inputs what is asked before an account is connected, by the name under which URLs may use it; none of them is
 *     called like a kept value
 * @param oauth how an account is connected by OAuth's authorization code flow; absent where it is not
 * @param credentials what else opens an account
 * @param api how its API is called; absent for a provider that only sends webhooks
 * @param actions what can be done at it, by name; none where it has no API
 * @param webhooks what it sends, by kind of delivery; the first kind whose {@code when} is there takes a delivery. The
 *     kinds' event types are disjoint.
 * @param settings the settings offered to the user of a connection, as a JSON Schema of type {@code object}; empty
 *     where there are none
 */
public record ProviderDefinition(
        ProviderId id,
        Catalogue catalogue,
        Hosts hosts,
        Map<String, Input> inputs,
        Optional<OAuth> oauth,
        Credentials credentials,
        Optional<Api> api,
        Map<String, Action> actions,
        List<Webhooks> webhooks,
        Map<String, Object> settings) {

    public ProviderDefinition {
        Objects.requireNonNull(id);
        Objects.requireNonNull(catalogue);
        Objects.requireNonNull(hosts);
        inputs = Copies.of(inputs);
        Objects.requireNonNull(oauth);
        Objects.requireNonNull(credentials);
        Objects.requireNonNull(api);
        actions = Copies.of(actions);
        webhooks = List.copyOf(webhooks);
        settings = Copies.of(settings);
    }

    /**
     * What a catalogue shows.
     *
     * @param name the provider's own name, as it writes it
     * @param category one word to group by, such as {@code developer-tools}
     */
    public record Catalogue(String name, String description, String category, URI website, URI documentation) {}

    /**
     * What connections can rest on. Where there is an app, the authorization code flow proves an installation and makes no
     * connection of its own.
     */
    public Set<ConnectionKind> kinds() {
        Set<ConnectionKind> kinds = EnumSet.noneOf(ConnectionKind.class);
        kinds.addAll(credentials.kinds());
        if (oauth.isPresent()) {
            kinds.add(authorizedKind());
        }
        return kinds;
    }

    /** The kind of connection that the authorization code flow makes: where there is an app, one of its installations. */
    public ConnectionKind authorizedKind() {
        return credentials.app().isPresent() ? ConnectionKind.APP : ConnectionKind.OAUTH;
    }

    /** The API as connections of that kind call it: {@link Api#authorization} is that kind's. */
    public Optional<Api> api(ConnectionKind kind) {
        return api.map(it -> it.presenting(
                credentials.authorization(kind).orElse(it.authorization()),
                kinds().stream()
                        .flatMap(other -> credentials.authorization(other).stream())
                        .toList()));
    }

    /** How the account of a connection of that kind is looked up; empty for an app, whose installation names it. */
    public Optional<OAuth.AccountLookup> account(ConnectionKind kind) {
        return kind == ConnectionKind.OAUTH ? oauth.map(OAuth::account) : credentials.account(kind);
    }

    /** How a token of a connection of that kind is given back; empty where it cannot be. */
    public Optional<OAuth.Revocation> revocation(ConnectionKind kind) {
        return switch (kind) {
            case OAUTH -> oauth.flatMap(OAuth::revoke);
            case APP -> credentials.app().flatMap(Credentials.App::revoke);
            case API_KEY, BASIC, CLIENT_CREDENTIALS -> Optional.empty();
        };
    }

    /**
     * What giving back a token of a connection of that kind ends; empty where it cannot be given back.
     *
     * @param slot a name of {@link OAuth#slots}; any other means the main token
     */
    public Optional<OAuth.Reach> reach(ConnectionKind kind, String slot) {
        Optional<OAuth.Reach> ofSlot =
                oauth.flatMap(it -> Optional.ofNullable(it.slots().get(slot))).map(OAuth.TokenSlot::reach);
        return revocation(kind).map(revocation -> ofSlot.orElse(revocation.reach()));
    }

    /** How the provider is asked whether a token of a connection of that kind is good; empty where it cannot be. */
    public Optional<OAuth.Introspection> introspection(ConnectionKind kind) {
        return kind == ConnectionKind.OAUTH ? oauth.flatMap(OAuth::introspection) : Optional.empty();
    }

    /** How long a token of a connection of that kind lives where no answer says. */
    public Optional<Duration> assumedLife(ConnectionKind kind) {
        return switch (kind) {
            case OAUTH -> oauth.flatMap(it -> it.refresh().assumedLife());
            case CLIENT_CREDENTIALS ->
                credentials.clientCredentials().flatMap(Credentials.ClientCredentials::assumedLife);
            case API_KEY, BASIC, APP -> Optional.empty();
        };
    }

    /** The names of what a connection of that kind keeps beside its inputs; URLs may use them. */
    public Set<String> kept(ConnectionKind kind) {
        return switch (kind) {
            case OAUTH -> oauth.map(it -> it.response().keep().keySet()).orElse(Set.of());
            case CLIENT_CREDENTIALS ->
                credentials
                        .clientCredentials()
                        .map(it -> it.response().keep().keySet())
                        .orElse(Set.of());
            case API_KEY, BASIC -> Set.of();
            case APP -> Set.of(Credentials.App.INSTALLATION_ID);
        };
    }

    /** What is wrong with values for the inputs, by name and without showing them; empty where nothing is. */
    public Map<String, String> inputProblems(Map<String, String> given) {
        Map<String, String> problems = new LinkedHashMap<>();
        given.keySet().stream()
                .filter(name -> !inputs.containsKey(name))
                .forEach(name -> problems.put(name, "is not asked for"));
        inputs.forEach((name, input) -> {
            String value = given.getOrDefault(name, input.defaultValue().orElse(null));
            Optional<String> problem = value == null ? Optional.of("is missing") : input.problem(value, hosts);
            problem.ifPresent(reason -> problems.put(name, reason));
        });
        return problems;
    }

    /** The values with the defaults of inputs for which none is given. */
    public Map<String, String> withDefaults(Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        inputs.forEach((name, input) -> input.defaultValue().ifPresent(value -> values.put(name, value)));
        values.putAll(given);
        return values;
    }

    /** The limits of the API, none where there is no API. */
    public List<Api.Limit> limits() {
        return api.map(Api::limits).orElse(List.of());
    }

    /** The kind of delivery that such an event comes by. Empty where nothing is made of it but keeping it. */
    public Optional<Webhooks> webhooks(String eventType) {
        return webhooks.stream()
                .filter(kind -> kind.event(eventType).isPresent())
                .findFirst();
    }

    /** What is made of an event, whichever kind of delivery it comes by. Empty: it is kept, no more. */
    public Optional<EventDefinition> event(String eventType) {
        return webhooks(eventType).flatMap(kind -> kind.event(eventType));
    }
}
