package org.integrationstack.worker.effect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import org.integrationstack.common.identity.ConnectionId;

/**
 * An effect that a handler wants.
 *
 * @param name which one it is among the effects of its delivery; the same whenever that delivery is handled
 * @param kind how it is performed, such as {@code email}
 * @param under the connection whose account it uses, or speaks about
 * @param arguments what the kind wants to know: texts, numbers, booleans, lists and maps of them; a MiB at most as JSON,
 *     else the effect is {@code failed} from the start
 */
public record PlannedEffect(String name, String kind, Optional<ConnectionId> under, Map<String, Object> arguments) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public PlannedEffect {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("an effect is named by letters, digits, dots and hyphens");
        }
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(under, "under");
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** Arguments may hold what the payload does. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
