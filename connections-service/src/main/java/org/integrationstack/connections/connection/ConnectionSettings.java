package org.integrationstack.connections.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.web.Violation;

/**
 * The settings that providers' definitions offer. A definition describes them with a JSON Schema; beyond what that says,
 * a setting that it does not name is refused. Thread-safe.
 *
 * <p>The format leaves no room for references or expressions in such a schema, so nothing is fetched and no value can
 * keep a check busy.
 */
@ApplicationScoped
public class ConnectionSettings {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemaCacheEnabled(false));

    private final Providers providers;
    private final Map<Map<String, Object>, Schema> compiled = new ConcurrentHashMap<>();

    @Inject
    ConnectionSettings(Providers providers) {
        this.providers = providers;
    }

    /** What applies: what was set, and the definition's defaults where nothing was. */
    public Map<String, Object> effective(ProviderId provider, Map<String, Object> set) {
        Map<String, Object> effective = new LinkedHashMap<>();
        offered(provider)
                .forEach((name, setting) ->
                        Optional.ofNullable(setting.get("default")).ifPresent(value -> effective.put(name, value)));
        effective.putAll(set);
        return effective;
    }

    /** What is wrong with these settings; nothing, if they may be stored. */
    public List<Violation> check(ProviderId provider, Map<String, Object> set) {
        Schema schema = compiled.computeIfAbsent(closed(schema(provider)), ConnectionSettings::compile);
        return schema.validate(JSON.valueToTree(effective(provider, set))).stream()
                .map(ConnectionSettings::violation)
                .toList();
    }

    private static Violation violation(Error error) {
        String pointer = error.getInstanceLocation().toString();
        String below = error.getProperty() == null ? "" : "/" + error.getProperty();
        return new Violation("settings" + (pointer + below).replace('/', '.'), error.getMessage());
    }

    private static Schema compile(Map<String, Object> schema) {
        return SCHEMAS.getSchema(JSON.valueToTree(schema));
    }

    private static Map<String, Object> closed(Map<String, Object> schema) {
        Map<String, Object> closed = new LinkedHashMap<>(schema);
        closed.put("additionalProperties", false);
        return closed;
    }

    @SuppressWarnings("unchecked") // the format says so, and definitions are checked by it
    private Map<String, Map<String, Object>> offered(ProviderId provider) {
        return (Map<String, Map<String, Object>>) schema(provider).getOrDefault("properties", Map.of());
    }

    private Map<String, Object> schema(ProviderId provider) {
        return providers.find(provider).map(ProviderDefinition::settings).orElse(Map.of());
    }
}
