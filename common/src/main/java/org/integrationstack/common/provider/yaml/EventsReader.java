package org.integrationstack.common.provider.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.provider.Argument;
import org.integrationstack.common.provider.Condition;
import org.integrationstack.common.provider.Currencies;
import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.EventDefinition.Activity;
import org.integrationstack.common.provider.EventDefinition.Domain;
import org.integrationstack.common.provider.EventDefinition.Effect;
import org.integrationstack.common.provider.EventDefinition.Publication;
import org.integrationstack.common.provider.EventDefinition.Strategy;
import org.integrationstack.common.provider.EventDefinition.Under;
import org.integrationstack.common.provider.EventFacts;
import org.integrationstack.common.provider.Extract;

/**
 * Reads {@code webhooks.events}. Whatever names a setting or a value of the event must name one that there is.
 *
 * @param settings the names of the definition's settings
 */
record EventsReader(Set<String> settings, Currencies currencies) {

    Map<String, EventDefinition> read(Field events) {
        return events.members(this::event);
    }

    private EventDefinition event(Field field) {
        Map<String, Extract> values = extracts(field.in("values"));
        Field activity = field.in("activity");
        Map<String, Extract> metadata = extracts(activity.in("metadata"));
        Set<String> named = union(values.keySet(), metadata.keySet());
        refuseBuiltIn(field.in("values"));
        refuseBuiltIn(activity.in("metadata"));
        Scope scope = new Scope(union(named, EventFacts.BUILT_IN));
        return new EventDefinition(
                pointers(field.in("without")),
                pointers(field.in("base64")),
                field.optional("activity").map(it -> activity(it, metadata, scope)),
                values,
                field.optional("domain").map(it -> domain(it, scope)),
                field.in("effects").members(scope::effect),
                field.optional("publish").map(this::publication));
    }

    private static List<JsonPointer> pointers(Field field) {
        return field.elements().stream().map(Field::jsonPointer).toList();
    }

    private static void refuseBuiltIn(Field extracts) {
        EventFacts.BUILT_IN.forEach(name -> extracts.optional(name).ifPresent(field -> {
            throw field.refused("is a name that has a meaning already");
        }));
    }

    private Activity activity(Field field, Map<String, Extract> metadata, Scope scope) {
        return new Activity(
                field.in("type").text(),
                Urls.template(field.in("summary"), metadata.keySet()),
                metadata,
                scope.conditions(field.in("when")));
    }

    private Domain domain(Field field, Scope scope) {
        return field.check(() -> new Domain(
                field.in("strategy").oneOf(Strategy.class),
                extracts(field.in("values")),
                scope.conditions(field.in("create"))));
    }

    private Publication publication(Field field) {
        return new Publication(
                field.optional("type").map(Field::text),
                field.optional("each").map(Field::jsonPointer),
                field.optional("id").map(this::extract),
                extracts(field.in("data")));
    }

    private Map<String, Extract> extracts(Field field) {
        return field.members(this::extract);
    }

    private Extract extract(Field field) {
        List<JsonPointer> pointers = new ArrayList<>();
        field.optional("pointer").map(Field::jsonPointer).ifPresent(pointers::add);
        field.optional("header").map(header -> Extract.header(header.text())).ifPresent(pointers::add);
        if (pointers.size() != 1) {
            throw field.refused("must have either pointer or header");
        }
        field.optional("otherwise").map(Field::jsonPointer).ifPresent(pointers::add);
        return new Extract(pointers, kind(field));
    }

    private Extract.Kind kind(Field field) {
        return switch (field.text("as", "text")) {
            case "number" -> new Extract.Whole();
            case "count" -> new Extract.Count();
            case "boolean" -> new Extract.Truth();
            case "json" -> new Extract.Json();
            case "money" -> new Extract.Money(currency(field), currencies);
            default -> new Extract.Text(field.optional("removePrefix").map(Field::text));
        };
    }

    private static JsonPointer currency(Field field) {
        return field.optional("currency")
                .orElseThrow(() -> field.in("as").refused("must come with currency"))
                .jsonPointer();
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> union = new HashSet<>(some);
        union.addAll(others);
        return union;
    }

    /** What conditions and arguments of one event may name. */
    private final class Scope {
        private final Set<String> values;

        Scope(Set<String> values) {
            this.values = values;
        }

        Effect effect(Field field) {
            return new Effect(
                    field.in("kind").text(),
                    field.optional("under").map(this::under).orElse(new Under.Nothing()),
                    conditions(field.in("when")),
                    field.in("arguments").members(this::argument));
        }

        private Under under(Field field) {
            return field.optional("setting")
                    .<Under>map(setting -> new Under.Named(setting(setting)))
                    .orElse(new Under.Event());
        }

        List<Condition> conditions(Field field) {
            return field.elements().stream().map(this::condition).toList();
        }

        private Condition condition(Field field) {
            Argument subject =
                    reference(field).orElseThrow(() -> field.refused("must look at a setting or at a value"));
            return new Condition(subject, test(field));
        }

        private Condition.Test test(Field field) {
            if (field.optional("is").isPresent()) {
                return new Condition.Is(scalar(field.in("is")));
            }
            if (field.optional("names").isPresent()) {
                return new Condition.Names(value(field.in("names")));
            }
            return field.flag("absent", false) ? new Condition.Absent() : new Condition.Present();
        }

        private Argument argument(Field field) {
            if (field.node().isObject()) {
                return field.node().size() == 1 ? reference(field).orElseGet(() -> members(field)) : members(field);
            }
            return field.node().isTextual()
                    ? new Argument.Text(Urls.template(field, values))
                    : new Argument.Constant(scalar(field));
        }

        private Argument members(Field field) {
            return new Argument.Members(field.members(this::argument));
        }

        private Optional<Argument> reference(Field field) {
            Optional<Argument> setting = field.optional("setting").map(it -> new Argument.Setting(setting(it)));
            return setting.or(() -> field.optional("value").map(it -> new Argument.Value(value(it))));
        }

        private String setting(Field field) {
            return known(field, settings, "a setting");
        }

        private String value(Field field) {
            return known(field, values, "a value of this event");
        }

        private static String known(Field field, Set<String> names, String what) {
            if (!names.contains(field.text())) {
                String choice =
                        names.isEmpty() ? "there are none" : "known here: " + String.join(", ", new TreeSet<>(names));
                throw field.refused("is not " + what + "; " + choice);
            }
            return field.text();
        }

        private static Object scalar(Field field) {
            JsonNode node = field.node();
            if (node.isBoolean()) {
                return node.booleanValue();
            }
            if (node.isContainerNode() || node.isNull()) {
                throw field.refused("must be a text, a number, true or false");
            }
            return node.isNumber() ? (Object) node.longValue() : node.asText();
        }
    }
}
