package org.integrationstack.common.webhook;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Finds values in JSON without building the rest: memory does not grow with the body. */
final class JsonValues {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private final WebhookValues found;

    private JsonValues(JsonParser parser, WebhookValues found) {
        this.parser = parser;
        this.found = found;
    }

    /** What is not JSON has no values, from where it stops being JSON. */
    static void read(byte[] json, List<Wanted> wanted, WebhookValues found) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            new JsonValues(parser, found).value(wanted);
        } catch (IOException e) {
            // What is signed but not JSON is the provider's all the same: it is kept, with the values found so far.
        }
    }

    private void value(List<Wanted> wanted) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                member(Wanted.beneath(wanted, rest -> rest.matchProperty(name)));
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                int index = i;
                member(Wanted.beneath(wanted, rest -> rest.matchElement(index)));
            }
        } else if (token != null && token.isScalarValue()) {
            keep(wanted);
        }
    }

    private void member(List<Wanted> wanted) throws IOException {
        if (wanted.isEmpty()) {
            parser.skipChildren();
            return;
        }
        // A name that is there for the second time takes the place of the first, with all that was beneath.
        wanted.forEach(value -> found.remove(value.whole()));
        value(wanted);
    }

    private void keep(List<Wanted> wanted) throws IOException {
        for (Wanted value : wanted) {
            if (value.isHere()) {
                found.put(value.whole(), parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText());
            }
        }
    }
}
