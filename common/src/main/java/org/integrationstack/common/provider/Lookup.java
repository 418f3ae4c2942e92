package org.integrationstack.common.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;

/** Where a value of a delivery is. */
public sealed interface Lookup {

    /** In a request header. */
    record Header(String name) implements Lookup {}

    /** In the body's JSON, or what a form or XML is read as. */
    record Body(JsonPointer pointer) implements Lookup {}

    /** The same for every delivery. */
    record Constant(String value) implements Lookup {}

    /** The SHA-256 of the raw body, in hex. */
    record BodyHash() implements Lookup {}

    /** The account of the endpoint's connection; none for a provider-wide webhook. */
    record EndpointAccount() implements Lookup {}

    /**
     * Put together from others: {@code {header:X-Goog-Channel-ID}/{body:/id}}. It has a value only where all of them have.
     *
     * @param parts constants, headers and places in the body
     */
    record Template(List<Lookup> parts) implements Lookup {

        private static final Pattern VARIABLE = Pattern.compile("\\{(header|body):([^{}]{1,200})}");

        public Template {
            parts = List.copyOf(parts);
        }

        /** @throws IllegalArgumentException if it is not written so, or is the same for every delivery */
        public static Template parse(String text) {
            List<Lookup> parts = new ArrayList<>();
            Matcher variable = VARIABLE.matcher(text);
            int end = 0;
            while (variable.find()) {
                addLiteral(parts, text.substring(end, variable.start()));
                parts.add(
                        variable.group(1).equals("header")
                                ? new Header(variable.group(2))
                                : new Body(JsonPointer.compile(variable.group(2))));
                end = variable.end();
            }
            addLiteral(parts, text.substring(end));
            if (end == 0) {
                throw new IllegalArgumentException("must use {header:NAME} or {body:/pointer}");
            }
            return new Template(parts);
        }

        private static void addLiteral(List<Lookup> parts, String text) {
            if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
                throw new IllegalArgumentException("has a brace that is not part of {header:NAME} or {body:/pointer}");
            }
            if (!text.isEmpty()) {
                parts.add(new Constant(text));
            }
        }

        /** Its value, given that of each part; empty where one has none. */
        public Optional<String> render(Function<Lookup, Optional<String>> value) {
            StringBuilder text = new StringBuilder();
            for (Lookup part : parts) {
                Optional<String> found = value.apply(part);
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                text.append(found.get());
            }
            return Optional.of(text.toString());
        }
    }
}
