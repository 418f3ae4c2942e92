package org.integrationstack.connections.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A form as it was sent: values by the names of its fields. Its text shows none of them.
 *
 * @param problems what was wrong with them, by name
 */
public record Sent(Map<String, List<String>> values, Map<String, String> problems) {
    static final String INPUT = "input.";
    static final String CREDENTIAL = "credential.";

    /** Nothing yet. */
    static final Sent NOTHING = new Sent(Map.of(), Map.of());

    /** A form that was not looked at yet. */
    public static Sent of(Map<String, List<String>> values) {
        return new Sent(values, Map.of());
    }

    /** The same, with what is wrong with it. */
    Sent with(Map<String, String> found) {
        return new Sent(values, found);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** What was entered in the fields that begin so, by the rest of their names; not what was left empty. */
    Map<String, String> entered(String prefix) {
        Map<String, String> entered = new LinkedHashMap<>();
        values.forEach((name, given) -> {
            if (name.startsWith(prefix) && !given.get(0).isBlank()) {
                entered.put(name.substring(prefix.length()), given.get(0).strip());
            }
        });
        return entered;
    }

    @Override
    public String toString() {
        return "Sent[redacted]";
    }
}
