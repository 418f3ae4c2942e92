package org.integrationstack.common.provider.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.DefinitionProblem;
import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderDefinition.Catalogue;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.UrlTemplate;

/**
 * Makes the records of a document that has the right shape, and checks what a schema cannot. A problem ends the part it
 * is in, so that one run names the first problem of each part.
 */
final class DefinitionReader {

    private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};

    private final Field root;
    private final List<DefinitionProblem> problems = new ArrayList<>();

    DefinitionReader(YamlDocument document) {
        this.root = Field.root(document);
    }

    ProviderDefinition read() throws InvalidDefinitionException {
        Optional<Hosts> hosts = part(root.in("hosts"), DefinitionReader::hosts);
        Optional<Set<String>> settings = part(root.in("settings"), DefinitionReader::urlVariables);
        Optional<Catalogue> catalogue = part(root, DefinitionReader::catalogue);
        if (hosts.isPresent() && settings.isPresent() && catalogue.isPresent()) {
            ProviderDefinition definition = definition(catalogue.get(), hosts.get(), settings.get());
            part(root, field -> refuseReachableSecrets(field, definition));
            if (problems.isEmpty()) {
                return definition;
            }
        }
        throw new InvalidDefinitionException(problems);
    }

    private ProviderDefinition definition(Catalogue catalogue, Hosts hosts, Set<String> settings) {
        Set<String> values = new HashSet<>(settings);
        root.in("oauth").in("response").in("keep").node().fieldNames().forEachRemaining(values::add);
        return new ProviderDefinition(
                new ProviderId(root.in("id").text()),
                catalogue,
                hosts,
                optionalPart("oauth", new OAuthReader(hosts, settings, values)::read),
                optionalPart("api", new ApiReader(hosts, values)::read),
                optionalPart("webhooks", WebhooksReader::read),
                settings());
    }

    private Map<String, Object> settings() {
        return root.optional("settings")
                .map(field -> new ObjectMapper().convertValue(field.node(), SETTINGS))
                .orElse(Map.of());
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
            problems.add(e.problem());
            return Optional.empty();
        }
    }

    private static Hosts hosts(Field field) {
        field.elements().forEach(host -> host.as(entry -> new Hosts(List.of(entry))));
        return new Hosts(field.texts());
    }

    /** The settings that URLs may use: texts that are always there. */
    private static Set<String> urlVariables(Field settings) {
        Field properties = settings.in("properties");
        Set<String> variables = new HashSet<>();
        for (Field required : settings.in("required").elements()) {
            if (!properties.node().has(required.text())) {
                throw required.refused("is not among settings.properties");
            }
            if (properties.in(required.text()).in("type").text().equals("string")) {
                variables.add(required.text());
            }
        }
        return variables;
    }

    /** Proxied calls carry a token, so they must not reach the endpoints where tokens are made and ended. */
    private static Field refuseReachableSecrets(Field field, ProviderDefinition definition) {
        definition
                .api()
                .ifPresent(api -> definition.oauth().ifPresent(oauth -> {
                    Field at = field.in("oauth");
                    refuseReachable(at.in("token").in("url"), oauth.token().url(), api);
                    oauth.revoke()
                            .ifPresent(revoke -> refuseReachable(at.in("revoke").in("url"), revoke.url(), api));
                }));
        return field;
    }

    private static void refuseReachable(Field field, UrlTemplate url, Api api) {
        String base = api.baseUrl().text().replaceFirst("/$", "");
        boolean reachable = url.text().startsWith(base + "/")
                && api.excludedPaths().stream().noneMatch(url.text().substring(base.length())::startsWith);
        if (reachable) {
            throw field.refused("lies behind api.baseUrl: name its path in api.excludedPaths");
        }
    }
}
