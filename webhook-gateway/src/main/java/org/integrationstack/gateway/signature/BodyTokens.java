package org.integrationstack.gateway.signature;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;

import org.integrationstack.common.provider.SignatureScheme.TokenPlace;

/**
 * The tokens in a JSON body, read in one pass and without building anything: nobody has proven anything yet. A body that is
 * no JSON, has an element without a token, or names one twice, has none.
 */
record BodyTokens(TokenPlace.Body place) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST = 10_000;

    List<String> in(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            List<String> tokens = new ArrayList<>();
            boolean whole =
                    place.each().matches() ? token(parser, place.token(), tokens) : find(parser, place.each(), tokens);
            return whole && parser.nextToken() == null ? tokens : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Goes to the array; true if every element of it, and of the only one there is, holds a token. */
    private boolean find(JsonParser parser, JsonPointer rest, List<String> tokens) throws IOException {
        if (rest.matches()) {
            return parser.currentToken() == JsonToken.START_ARRAY && elements(parser, tokens);
        }
        return member(parser, rest, (at, left) -> find(at, left, tokens));
    }

    private boolean elements(JsonParser parser, List<String> tokens) throws IOException {
        boolean whole = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            whole &= token(parser, place.token(), tokens) && tokens.size() <= MOST;
        }
        return whole;
    }

    private boolean token(JsonParser parser, JsonPointer rest, List<String> tokens) throws IOException {
        if (!rest.matches()) {
            return member(parser, rest, (at, left) -> token(at, left, tokens));
        }
        boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
        if (text) {
            tokens.add(parser.getText());
        } else {
            parser.skipChildren();
        }
        return text;
    }

    /** Reads the one member on the way to what is looked for, and passes over all others. */
    private static boolean member(JsonParser parser, JsonPointer rest, Step step) throws IOException {
        int found = 0;
        boolean whole = true;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = rest.matchesProperty(parser.currentName());
                parser.nextToken();
                if (wanted) {
                    found++;
                    whole &= step.read(parser, rest.tail());
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        return whole && found == 1;
    }

    private interface Step {
        boolean read(JsonParser parser, JsonPointer rest) throws IOException;
    }
}
