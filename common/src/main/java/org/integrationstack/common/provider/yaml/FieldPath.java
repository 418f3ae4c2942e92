package org.integrationstack.common.provider.yaml;

import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;

/** A field as people write it: {@code oauth.token.url}, {@code hosts[0]}, {@code webhooks.events["issues.opened"]}. */
final class FieldPath {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern UNSAFE = Pattern.compile("[^\\x20-\\x7e]|[\"\\\\]");
    private static final int LONGEST_NAME = 64;

    private FieldPath() {}

    static String of(JsonPointer pointer) {
        StringBuilder path = new StringBuilder();
        for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
            append(path, at);
        }
        return path.toString();
    }

    private static void append(StringBuilder path, JsonPointer at) {
        String name = at.getMatchingProperty();
        if (at.getMatchingIndex() >= 0) {
            path.append('[').append(name).append(']');
        } else if (PLAIN.matcher(name).matches()) {
            path.append(path.isEmpty() ? "" : ".").append(name);
        } else {
            path.append("[\"").append(printable(name)).append("\"]");
        }
    }

    /** A name from a file, fit for one line of a log: cut, and without control or foreign characters. */
    static String printable(String name) {
        String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
        return UNSAFE.matcher(cut).replaceAll("?");
    }
}
