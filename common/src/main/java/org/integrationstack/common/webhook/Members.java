package org.integrationstack.common.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Members of what, unlike JSON, may have several of one name. */
final class Members {

    private Members() {}

    /** The second of a name makes an array of them. A single value is never an array itself. */
    static void add(ObjectNode object, String name, JsonNode value) {
        JsonNode present = object.get(name);
        if (present == null) {
            object.set(name, value);
        } else if (present instanceof ArrayNode several) {
            several.add(value);
        } else {
            object.putArray(name).add(present).add(value);
        }
    }
}
