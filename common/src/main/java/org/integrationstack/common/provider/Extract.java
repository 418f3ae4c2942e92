package org.integrationstack.common.provider;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value taken from a payload, made harmless: of the type that is wanted or not at all, and a text as {@link
 * UntrustedText} leaves it.
 *
 * @param pointers where it may be; the first that has something of the kind counts
 */
public record Extract(List<JsonPointer> pointers, Kind kind) {
    /** The member of a payload's content under which the request headers kept stand, by lower-case name. */
    public static final String HEADERS = "@headers";

    public Extract {
        pointers = List.copyOf(pointers);
        Objects.requireNonNull(kind);
    }

    /** Where a request header is, among the content. */
    public static JsonPointer header(String name) {
        return JsonPointer.empty().appendProperty(HEADERS).appendProperty(name.toLowerCase(Locale.ROOT));
    }

    boolean readsBody() {
        return !pointers.stream().allMatch(pointer -> HEADERS.equals(pointer.getMatchingProperty()));
    }

    /** The whole content as it is, if it is not too much, and says anything; without the headers. */
    public static Optional<Object> whole(JsonNode content) {
        return PlainJson.of(content, HEADERS).filter(whole -> !Map.of().equals(whole));
    }

    /** A text, number, truth, or for {@link Json} a map or list of them; empty where there is nothing of the kind. */
    public Optional<Object> from(JsonNode payload) {
        return pointers.stream()
                .flatMap(pointer -> kind.of(payload.at(pointer), payload).stream())
                .findFirst();
    }

    /** What is made of the value found. */
    public sealed interface Kind {
        Optional<Object> of(JsonNode node, JsonNode payload);
    }

    /**
     * A text; a number or truth as it is written.
     *
     * @param removePrefix cut from the beginning of a text that has it
     */
    public record Text(Optional<String> removePrefix) implements Kind {
        @Override
        public Optional<Object> of(JsonNode node, JsonNode payload) {
            return node.isValueNode() && !node.isNull()
                    ? Optional.of(UntrustedText.line(withoutPrefix(node.asText())))
                    : Optional.empty();
        }

        private String withoutPrefix(String text) {
            return removePrefix
                    .filter(text::startsWith)
                    .map(prefix -> text.substring(prefix.length()))
                    .orElse(text);
        }
    }

    /** A whole number. */
    public record Whole() implements Kind {
        @Override
        public Optional<Object> of(JsonNode node, JsonNode payload) {
            return node.isIntegralNumber() && node.canConvertToLong() ? Optional.of(node.asLong()) : Optional.empty();
        }
    }

    /** How many elements an array, or members an object, has. */
    public record Count() implements Kind {
        @Override
        public Optional<Object> of(JsonNode node, JsonNode payload) {
            return node.isContainerNode() ? Optional.of((long) node.size()) : Optional.empty();
        }
    }

    /** {@code true} or {@code false}. */
    public record Truth() implements Kind {
        @Override
        public Optional<Object> of(JsonNode node, JsonNode payload) {
            return node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty();
        }
    }

    /** An amount in the currency's smallest unit, written for people: {@code 12.34 EUR}. */
    public record Money(JsonPointer currency, Currencies currencies) implements Kind {
        private static final Pattern CODE = Pattern.compile("[A-Za-z]{3}");

        @Override
        public Optional<Object> of(JsonNode node, JsonNode payload) {
            String code = payload.at(currency).asText();
            return CODE.matcher(code).matches()
                    ? new Whole().of(node, payload).map(amount -> currencies.write((Long) amount, code))
                    : Optional.empty();
        }
    }

    /** Whatever is there, as it is, if it is not too much. */
    public record Json() implements Kind {
        @Override
        public Optional<Object> of(JsonNode node, JsonNode payload) {
            return PlainJson.of(node);
        }
    }
}
