package org.integrationstack.gateway.delivery;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;

/**
 * The few values of a payload that are looked at, read in one pass and without building the rest: memory does not grow
 * with the payload. Texts, numbers (as they are written) and booleans count as values; of a name that is written twice
 * the last counts, as it does for whoever builds a tree. What is not JSON has no values, from where it stops being JSON.
 */
final class PayloadValues {

    /** Ids are short, and hold no control characters, which could forge a line of a log; what is otherwise is none. */
    static final int LONGEST = 500;

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<JsonPointer, String> values = new HashMap<>();

    private PayloadValues() {}

    static PayloadValues read(byte[] json, Set<JsonPointer> wanted) {
        PayloadValues found = new PayloadValues();
        if (wanted.isEmpty()) {
            return found;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            Map<JsonPointer, JsonPointer> whole = new HashMap<>();
            wanted.forEach(pointer -> whole.put(pointer, pointer));
            parser.nextToken();
            found.value(parser, whole);
        } catch (IOException e) {
            // A signed delivery that is not JSON is still the provider's; it is kept, without account and ordering key.
        }
        return found;
    }

    /** Of a delivery that holds no JSON. */
    static PayloadValues none() {
        return new PayloadValues();
    }

    Optional<String> at(JsonPointer pointer) {
        return Optional.ofNullable(values.get(pointer));
    }

    /** @param wanted what is wanted beneath this value, and the whole pointer of which it is the rest */
    private void value(JsonParser parser, Map<JsonPointer, JsonPointer> wanted) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                member(parser, beneath(wanted, pointer -> pointer.matchProperty(name)));
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                int index = i;
                member(parser, beneath(wanted, pointer -> pointer.matchElement(index)));
            }
        } else if (token != null && token.isScalarValue()) {
            keep(parser, wanted);
        }
    }

    private void member(JsonParser parser, Map<JsonPointer, JsonPointer> wanted) throws IOException {
        if (wanted.isEmpty()) {
            parser.skipChildren();
        } else {
            value(parser, wanted);
        }
    }

    private void keep(JsonParser parser, Map<JsonPointer, JsonPointer> wanted) throws IOException {
        JsonPointer whole = wanted.get(JsonPointer.empty());
        if (whole == null) {
            return;
        }
        String text = parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
        if (text.isEmpty() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            values.remove(whole);
        } else {
            values.put(whole, text);
        }
    }

    private static Map<JsonPointer, JsonPointer> beneath(
            Map<JsonPointer, JsonPointer> wanted, UnaryOperator<JsonPointer> step) {
        Map<JsonPointer, JsonPointer> rest = new HashMap<>();
        wanted.forEach((pointer, whole) -> {
            JsonPointer next = step.apply(pointer);
            if (next != null) {
                rest.put(next, whole);
            }
        });
        return rest;
    }
}
