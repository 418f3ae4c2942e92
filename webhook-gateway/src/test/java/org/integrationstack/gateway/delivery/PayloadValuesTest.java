package org.integrationstack.gateway.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;
import io.vertx.core.json.Json;
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
    @ValueSource(strings = {"/a", "/none", "/a/n", "/l", "/l/5", "/a/id/x", "/e", "/long", "/line"})
    void findsNothingWhereThereIsNoValue(String pointer) {
        String json = "{\"a\": {\"id\": 1, \"n\": null}, \"l\": [], \"e\": \"\", \"line\": \"a\\nb\", \"long\": \""
                + "x".repeat(501) + "\"}";

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

    /** The oracle walks a tree. */
    @Test
    void findsWhatATreeWouldHold() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Object tree = object(random, 0);
            Set<JsonPointer> pointers =
                    Stream.generate(() -> pointer(random)).limit(6).collect(Collectors.toSet());
            PayloadValues found = PayloadValues.read(Json.encode(tree).getBytes(StandardCharsets.UTF_8), pointers);
            for (JsonPointer pointer : pointers) {
                assertThat(found.at(pointer))
                        .as("seed %d, %s in %s", seed, pointer, tree)
                        .isEqualTo(walk(tree, pointer));
            }
        }
    }

    private static Optional<String> walk(Object tree, JsonPointer pointer) {
        Object at = tree;
        for (JsonPointer step = pointer; !step.matches(); step = step.tail()) {
            if (at instanceof Map<?, ?> map) {
                at = map.get(step.getMatchingProperty());
            } else if (at instanceof List<?> list && step.getMatchingIndex() >= 0) {
                at = step.getMatchingIndex() < list.size() ? list.get(step.getMatchingIndex()) : null;
            } else {
                at = null;
            }
        }
        boolean container = at instanceof Map || at instanceof List;
        return container || at == null
                ? Optional.empty()
                : Optional.of(at.toString()).filter(text -> !text.isEmpty());
    }

    private static Object value(Random random, int depth) {
        return switch (depth > 4 ? random.nextInt(3) : random.nextInt(6)) {
            case 0 -> random.nextInt(100);
            case 1 -> random.nextBoolean() ? "" : "ä\"" + random.nextInt(100);
            case 2 -> random.nextBoolean() ? null : random.nextBoolean();
            case 3 -> array(random, depth);
            default -> object(random, depth);
        };
    }

    private static List<Object> array(Random random, int depth) {
        List<Object> array = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value(random, depth + 1));
        }
        return array;
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put(name(random), value(random, depth + 1));
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
