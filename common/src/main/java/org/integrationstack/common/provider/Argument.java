package org.integrationstack.common.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A piece of what an effect is told. */
public sealed interface Argument {

    /** What it comes to; empty where there is nothing, so that it is left out. */
    Optional<Object> in(EventFacts facts);

    /** A text with values of the event in it; one that is missing reads as a question mark. */
    record Text(Template template) implements Argument {
        @Override
        public Optional<Object> in(EventFacts facts) {
            return Optional.of(template.render(
                    match -> String.valueOf(facts.value(match.group(1)).orElse("?"))));
        }
    }

    /** A value of the event, as it is. */
    record Value(String name) implements Argument {
        @Override
        public Optional<Object> in(EventFacts facts) {
            return facts.value(name);
        }
    }

    /** A setting of the event's connection, as it is. */
    record Setting(String name) implements Argument {
        @Override
        public Optional<Object> in(EventFacts facts) {
            return facts.setting(name);
        }
    }

    /** Always the same number or truth. */
    record Constant(Object value) implements Argument {
        @Override
        public Optional<Object> in(EventFacts facts) {
            return Optional.of(value);
        }
    }

    /** Several by name. */
    record Members(Map<String, Argument> members) implements Argument {
        public Members {
            members = Copies.of(members);
        }

        @Override
        public Optional<Object> in(EventFacts facts) {
            return Optional.of(of(members, facts));
        }

        /** What they come to, in their order. */
        public static Map<String, Object> of(Map<String, Argument> members, EventFacts facts) {
            Map<String, Object> all = new LinkedHashMap<>();
            members.forEach((name, member) -> member.in(facts).ifPresent(value -> all.put(name, value)));
            return all;
        }
    }
}
