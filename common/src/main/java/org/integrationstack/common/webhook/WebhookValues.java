package org.integrationstack.common.webhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;

/**
 * Short texts found in a body: texts, numbers as they are written, and booleans. What is longer than {@link #LONGEST} or
 * holds a control character, which could forge a line of a log, is no value. Of a name that is written twice the last
 * counts, as it does for whoever builds a tree.
 */
public final class WebhookValues {

    /** In characters. */
    public static final int LONGEST = 1024;

    /** Of a body that nothing is wanted of. */
    public static final WebhookValues NONE = new WebhookValues();

    private final Map<JsonPointer, String> values = new HashMap<>();

    WebhookValues() {}

    /** The value where the pointer points, if it was asked for and is there. */
    public Optional<String> at(JsonPointer pointer) {
        return Optional.ofNullable(values.get(pointer));
    }

    /** The value of the first pointer that has one. */
    public Optional<String> first(List<JsonPointer> pointers) {
        return pointers.stream().map(this::at).flatMap(Optional::stream).findFirst();
    }

    /** @param text null, or what is no value, has none there any more */
    void put(JsonPointer pointer, String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > LONGEST
                || text.chars().anyMatch(Character::isISOControl)) {
            values.remove(pointer);
        } else {
            values.put(pointer, text);
        }
    }

    void remove(JsonPointer pointer) {
        values.remove(pointer);
    }
}
