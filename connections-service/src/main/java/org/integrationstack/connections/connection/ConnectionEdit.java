package org.integrationstack.connections.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.connections.web.Violation;

/**
 * A wish to change labels and settings: a JSON Merge Patch, read. In each map a present value is set and an empty one
 * removed; what is not named stays.
 *
 * <p>Source: RFC 7396, section 2.
 *
 * @param labels absent: they stay as they are
 * @param settings absent: they stay as they are
 */
public record ConnectionEdit(Optional<Patch<String>> labels, Optional<Patch<Object>> settings) {

    /**
     * Changes of a map.
     *
     * @param anew whether nothing of what was there stays
     */
    public record Patch<V>(boolean anew, Map<String, Optional<V>> changes) {
        Map<String, V> applyTo(Map<String, V> before) {
            Map<String, V> after = anew ? new LinkedHashMap<>() : new LinkedHashMap<>(before);
            changes.forEach((name, change) ->
                    change.ifPresentOrElse(value -> after.put(name, value), () -> after.remove(name)));
            return after;
        }
    }

    Map<String, String> labelsOf(Connection connection) {
        return labels.map(patch -> patch.applyTo(connection.labels())).orElse(connection.labels());
    }

    Map<String, Object> settingsOf(Connection connection) {
        return settings.map(patch -> patch.applyTo(connection.settings())).orElse(connection.settings());
    }

    /** What is wrong with labels, were they stored. */
    public static List<Violation> check(Map<String, String> labels) {
        List<Violation> violations = new ArrayList<>();
        if (labels.size() > Label.MOST) {
            violations.add(new Violation("labels", "a connection has up to " + Label.MOST + " labels"));
        }
        labels.forEach((key, value) -> {
            if (!Label.isKey(key)) {
                violations.add(new Violation(
                        "labels",
                        "a key has 1 to 63 letters, digits, dots, dashes, underlines and slashes,"
                                + " and a letter or digit at both ends"));
            } else if (!Label.isValue(value)) {
                violations.add(new Violation("labels." + key, "a value has up to 255 plain characters"));
            }
        });
        return violations;
    }
}
