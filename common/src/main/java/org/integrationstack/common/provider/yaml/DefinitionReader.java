package org.integrationstack.common.provider.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.Currencies;
import org.integrationstack.common.provider.DefinitionProblem;
import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.Input;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderDefinition.Catalogue;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.UrlTemplate;

/**
 * Makes the records of a document that has the right shape, and checks what a schema cannot. A problem ends the part it
 * is in, so that one run names the first problem of each part.
 */
final class DefinitionReader {

    /** Variables that templates have of their own. */
    private static final Set<String> TAKEN = Set.of(
            "access_token",
            "refresh_token",
            "token",
            "client_id",
            "client_secret",
            "account_id",
            "account_name",
            Credentials.App.INSTALLATION_ID);

    private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};

    private final Field root;
    private final List<DefinitionProblem> problems = new ArrayList<>();

    DefinitionReader(YamlDocument document) {
        this.root = Field.root(document);
    }

    ProviderDefinition read() throws InvalidDefinitionException {
        Optional<Hosts> hosts = part(root.in("hosts"), DefinitionReader::hosts);
        Optional<Map<String, Input>> inputs =
                hosts.flatMap(allowed -> part(root.in("inputs"), field -> inputs(field, allowed)));
        Optional<Map<String, Object>> settings = part(root.in("settings"), DefinitionReader::settings);
        Optional<Catalogue> catalogue = part(root, DefinitionReader::catalogue);
        if (inputs.isPresent() && settings.isPresent() && catalogue.isPresent()) {
            ProviderDefinition definition = definition(catalogue.get(), hosts.get(), inputs.get(), settings.get());
            part(root, field -> refuseReachableSecrets(field, definition));
            if (problems.isEmpty()) {
                return definition;
            }
        }
        throw new InvalidDefinitionException(problems);
    }

    private ProviderDefinition definition(
            Catalogue catalogue, Hosts hosts, Map<String, Input> inputs, Map<String, Object> settings) {
        Urls urls = new Urls(hosts, inputs);
        Set<String> granted = kept(root.in("oauth"), inputs);
        Set<String> ofClients = kept(root.in("credentials").in("clientCredentials"), inputs);
        return new ProviderDefinition(
                new ProviderId(root.in("id").text()),
                catalogue,
                hosts,
                inputs,
                optionalPart("oauth", new OAuthReader(urls, granted)::read),
                optionalPart("credentials", new CredentialsReader(urls, root.in("api"))::read)
                        .orElse(Credentials.NONE),
                optionalPart("api", new ApiReader(urls, granted, Urls.union(granted, ofClients))::read),
                optionalPart("actions", ActionsReader::read).orElse(Map.of()),
                optionalPart("webhooks", new WebhooksReader(urls, events(settings))::read)
                        .orElse(List.of()),
                settings);
    }

    private EventsReader events(Map<String, Object> settings) {
        Set<String> names = settings.get("properties") instanceof Map<?, ?> properties
                ? properties.keySet().stream().map(String::valueOf).collect(Collectors.toSet())
                : Set.of();
        Optional<Currencies> currencies = optionalPart("currencies", DefinitionReader::currencies);
        return new EventsReader(names, currencies.orElse(Currencies.STANDARD));
    }

    private static Currencies currencies(Field field) {
        List<String> withThree = field.in("threeDecimal").texts();
        for (Field code : field.in("zeroDecimal").elements()) {
            if (withThree.contains(code.text())) {
                throw code.refused("is among currencies.threeDecimal too");
            }
        }
        return Currencies.of(field.in("zeroDecimal").texts(), withThree);
    }

    private Set<String> kept(Field grant, Map<String, Input> inputs) {
        return part(grant.in("response"), response -> checkedNames(response, inputs))
                .orElse(Set.of());
    }

    /** Names that templates know already would be hidden by a value of the same name, or hide it. */
    private static Set<String> checkedNames(Field response, Map<String, Input> inputs) {
        Set<String> kept = OAuthReader.kept(response);
        for (String name : kept) {
            refuseTaken(response.in("keep").in(name));
            if (inputs.containsKey(name)) {
                throw response.in("keep").in(name).refused("is the name of an input already");
            }
        }
        return kept;
    }

    private static void refuseTaken(Field named) {
        if (TAKEN.contains(named.pointer().last().getMatchingProperty())) {
            throw named.refused("is a name that has a meaning already");
        }
    }

    private static Map<String, Input> inputs(Field field, Hosts hosts) {
        return field.members(input -> input(input, hosts));
    }

    private static Input input(Field field, Hosts hosts) {
        refuseTaken(field);
        Input input = new Input(
                field.in("kind").oneOf(Input.Kind.class),
                field.in("title").text(),
                field.optional("description").map(Field::text),
                field.optional("default").map(Field::text));
        input.defaultValue().flatMap(value -> input.problem(value, hosts)).ifPresent(reason -> {
            throw field.in("default").refused(reason);
        });
        return input;
    }

    private static Map<String, Object> settings(Field settings) {
        for (Field required : settings.in("required").elements()) {
            if (!settings.in("properties").node().has(required.text())) {
                throw required.refused("is not among settings.properties");
            }
        }
        return settings.node().isObject() ? new ObjectMapper().convertValue(settings.node(), SETTINGS) : Map.of();
    }

    private static Catalogue catalogue(Field root) {
        return new Catalogue(
                root.in("name").text(),
                root.in("description").text(),
                root.in("category").text(),
                root.in("website").uri(),
                root.in("documentation").uri());
    }

    private <T> Optional<T> optionalPart(String name, Function<Field, T> read) {
        return root.optional(name).flatMap(field -> part(field, read));
    }

    private <T> Optional<T> part(Field field, Function<Field, T> read) {
        try {
            return Optional.of(read.apply(field));
        } catch (Field.Refused e) {
            if (!problems.contains(e.problem())) {
                problems.add(e.problem());
            }
            return Optional.empty();
        }
    }

    private static Hosts hosts(Field field) {
        field.elements().forEach(host -> host.as(entry -> new Hosts(List.of(entry))));
        return new Hosts(field.texts());
    }

    /**
     * Proxied calls carry a credential, so they must not reach the endpoints where tokens are made, asked about and ended;
     * and every kind of credential must have what the API's base needs.
     */
    private static Field refuseReachableSecrets(Field root, ProviderDefinition definition) {
        definition.api().ifPresent(api -> {
            tokenEndpoints(root, definition).forEach((field, url) -> refuseReachable(field, url, api));
            definition.kinds().forEach(kind -> refuseIncomplete(root, definition, kind, api));
        });
        return root;
    }

    private static Map<Field, UrlTemplate> tokenEndpoints(Field root, ProviderDefinition definition) {
        Map<Field, UrlTemplate> endpoints = new LinkedHashMap<>();
        Field oauth = root.in("oauth");
        definition.oauth().ifPresent(it -> {
            endpoints.put(oauth.in("token").in("url"), it.token().url());
            it.introspection()
                    .ifPresent(at -> endpoints.put(oauth.in("introspection").in("url"), at.url()));
            it.revoke().ifPresent(at -> endpoints.put(oauth.in("revoke").in("url"), at.url()));
        });
        Field client = root.in("credentials").in("clientCredentials");
        definition
                .credentials()
                .clientCredentials()
                .ifPresent(it ->
                        endpoints.put(client.in("token").in("url"), it.token().url()));
        Field app = root.in("credentials").in("app");
        definition.credentials().app().ifPresent(it -> {
            endpoints.put(app.in("token").in("url"), it.token().url());
            it.revoke().ifPresent(at -> endpoints.put(app.in("revoke").in("url"), at.url()));
        });
        return endpoints;
    }

    private static void refuseReachable(Field field, UrlTemplate url, Api api) {
        boolean reachable = url.behind(api.baseUrl())
                .filter(path -> api.excludedPaths().stream().noneMatch(excluded -> isBelow(path, excluded)))
                .isPresent();
        if (reachable) {
            throw field.refused("lies behind api.baseUrl: name its path in api.excludedPaths");
        }
    }

    private static boolean isBelow(String path, String excluded) {
        String prefix = excluded.replaceFirst("/$", "");
        return path.equals(prefix) || path.startsWith(prefix + "/") || path.startsWith(prefix + "?");
    }

    private static void refuseIncomplete(Field root, ProviderDefinition definition, ConnectionKind kind, Api api) {
        Set<String> missing = new TreeSet<>(api.baseUrl().variables());
        missing.removeAll(definition.inputs().keySet());
        missing.removeAll(definition.kept(kind));
        missing.stream().findFirst().ifPresent(name -> {
            throw root.in("api")
                    .in("baseUrl")
                    .refused("{" + name + "} has no value where a connection is of kind " + kind);
        });
    }
}
