package org.integrationstack.worker.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.EventDefinition.Publication;
import org.integrationstack.worker.effect.PlannedEffect;

/**
 * What consumers of {@code integration.events} are told: an event under its provider's and its own name with the values
 * that its definition takes from it, or as the definition says else; one that is not known, with all of its payload that
 * is not too much.
 */
final class Publications {
    private static final String NAME = "publish";
    /** More events in one payload are taken for an attack. */
    private static final int MOST = 1000;

    private static final Pattern PART_OF_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String KIND = "publish";

    private Publications() {}

    static List<PlannedEffect> of(Happening event) {
        Optional<Publication> publication = event.definition().publication();
        return publication
                .filter(it -> it.each().isPresent())
                .map(it -> each(event, it))
                .orElseGet(() -> List.of(one(event, NAME, whole(event))));
    }

    private static List<PlannedEffect> each(Happening event, Publication publication) {
        JsonNode found = event.content().at(publication.each().orElseThrow());
        Iterable<JsonNode> parts = found.isArray() ? found : List.of(found);
        Map<String, PlannedEffect> planned = new LinkedHashMap<>();
        StreamSupport.stream(parts.spliterator(), false)
                .filter(JsonNode::isObject)
                .limit(MOST)
                .forEach(part -> {
                    Map<String, Object> data = new LinkedHashMap<>(publication.dataOf(part));
                    String id = publication
                            .id()
                            .flatMap(extract -> extract.from(part))
                            .map(String::valueOf)
                            .orElseGet(() -> String.valueOf(planned.size()));
                    data.put("id", id);
                    String name = NAME + "." + safe(id);
                    planned.putIfAbsent(name, one(event, name, data));
                });
        return new ArrayList<>(planned.values());
    }

    private static String safe(String id) {
        return PART_OF_NAME.matcher(id).matches()
                ? id
                : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static Map<String, Object> whole(Happening event) {
        Optional<Publication> told = event.definition()
                .publication()
                .filter(publication -> !publication.data().isEmpty());
        if (told.isPresent()) {
            return told.get().dataOf(event.content());
        }
        if (event.definition().equals(EventDefinition.NOTHING)) {
            return event.facts()
                    .payload()
                    .get()
                    .<Map<String, Object>>map(payload -> Map.of("payload", payload))
                    .orElse(Map.of());
        }
        return event.definition().valuesOf(event.content());
    }

    private static PlannedEffect one(Happening event, String name, Map<String, Object> data) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        event.definition().publication().flatMap(Publication::type).ifPresent(type -> arguments.put("type", type));
        arguments.put("data", data);
        return new PlannedEffect(name, KIND, event.delivery().connection(), arguments);
    }
}
