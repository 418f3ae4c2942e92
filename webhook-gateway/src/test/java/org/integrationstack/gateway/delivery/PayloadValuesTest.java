package org.integrationstack.gateway.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PayloadValuesTest {

    @Test
    void readsTextsNumbersAndBooleansAsTheyAreWritten() {
        String json =
                "{\"a\": {\"id\": 12345678901234567890, \"t\": \"x\", \"b\": true, \"f\": 1.50}, \"l\": [0, {\"id\": 7}]}";

        assertThat(read(json, "/a/id")).contains("12345678901234567890");
        assertThat(read(json, "/a/t")).contains("x");
        assertThat(read(json, "/a/b")).contains("true");
        assertThat(read(json, "/a/f")).contains("1.50");
        assertThat(read(json, "/l/1/id")).contains("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/none", "/a/n", "/l", "/l/5", "/a/id/x", "/e", "/long"})
    void findsNothingWhereThereIsNoValue(String pointer) {
        String json =
                "{\"a\": {\"id\": 1, \"n\": null}, \"l\": [], \"e\": \"\", \"long\": \"" + "x".repeat(501) + "\"}";

        assertThat(read(json, pointer)).isEmpty();
    }

    @Test
    void takesTheLastOfANameWrittenTwice() {
        assertThat(read("{\"a\": 1, \"a\": 2}", "/a")).contains("2");
        assertThat(read("{\"a\": 1, \"a\": null}", "/a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hello, World!", "[", "\u0000", "{\"b\": tru", "{\"b\": \"\\ud800"})
    void findsNothingInWhatIsNotJson(String text) {
        assertThat(read(text, "/a")).isEmpty();
    }

    @Test
    void findsWhatStandsBeforeTheEndOfJson() {
        assertThat(read("{\"a\": 1, \"b\": [", "/a")).contains("1");
    }

    @Test
    void survivesDepth() {
        assertThat(read("{\"a\": 1, \"b\": " + "[".repeat(100_000), "/a")).contains("1");
    }

    /** The oracle builds the tree. */
    @Test
    void findsWhatATreeWouldHold() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        ObjectMapper mapper = new ObjectMapper();
        for (int i = 0; i < 500; i++) {
            JsonNode tree = value(random, 0);
            Set<JsonPointer> pointers =
                    Stream.generate(() -> pointer(random)).limit(6).collect(Collectors.toSet());
            PayloadValues found = PayloadValues.read(mapper.writeValueAsBytes(tree), pointers);
            for (JsonPointer pointer : pointers) {
                JsonNode at = tree.at(pointer);
                Optional<String> expected =
                        Optional.of(at.asText()).filter(text -> at.isValueNode() && !at.isNull() && !text.isEmpty());
                assertThat(found.at(pointer))
                        .as("seed %d, %s in %s", seed, pointer, tree)
                        .isEqualTo(expected);
            }
        }
    }

    private static JsonNode value(Random random, int depth) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (depth > 4 ? random.nextInt(3) : random.nextInt(6)) {
            case 0 -> json.numberNode(random.nextInt(100));
            case 1 -> json.textNode(random.nextBoolean() ? "" : "ä\"" + random.nextInt(100));
            case 2 -> random.nextBoolean() ? json.nullNode() : json.booleanNode(random.nextBoolean());
            case 3 -> array(random, depth);
            default -> object(random, depth);
        };
    }

    private static ArrayNode array(Random random, int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value(random, depth + 1));
        }
        return array;
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set(name(random), value(random, depth + 1));
        }
        return object;
    }

    private static JsonPointer pointer(Random random) {
        JsonPointer pointer = JsonPointer.empty();
        for (int i = random.nextInt(4); i >= 0; i--) {
            pointer = random.nextInt(4) == 0
                    ? pointer.appendIndex(random.nextInt(3))
                    : pointer.appendProperty(name(random));
        }
        return pointer;
    }

    private static String name(Random random) {
        return String.valueOf("ab/~".charAt(random.nextInt(4)));
    }

    private static Optional<String> read(String json, String pointer) {
        JsonPointer wanted = JsonPointer.compile(pointer);
        return PayloadValues.read(json.getBytes(StandardCharsets.UTF_8), Set.of(wanted))
                .at(wanted);
    }
}
