package org.integrationstack.connections.connection.rest;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.problem.ProblemType;

/**
 * The condition {@code If-Match} and the tags it names: a connection's version in quotes.
 *
 * <p>Source: RFC 9110, sections 8.8.3 and 13.1.1: weak tags never match here.
 */
final class IfMatch {
    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e]*)\"");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

    /** Stands for tags of ours that no connection has. */
    private static final long NONE = 0;

    private IfMatch() {}

    /** The tag of that version. */
    static String tag(long version) {
        return "\"" + version + "\"";
    }

    /**
     * The versions that satisfy the condition; empty where any does.
     *
     * @param fields every field of that name in the request
     */
    static Set<Long> versions(List<String> fields) {
        List<String> members = fields.stream()
                .flatMap(field -> Arrays.stream(field.split(",", -1)))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .toList();
        if (members.isEmpty() && !fields.isEmpty()) {
            throw noTags();
        }
        return members.equals(List.of("*"))
                ? Set.of()
                : members.stream().map(IfMatch::version).collect(Collectors.toUnmodifiableSet());
    }

    private static long version(String member) {
        Matcher tag = TAG.matcher(member);
        if (!tag.matches()) {
            throw noTags();
        }
        boolean ours = tag.group(1) == null && VERSION.matcher(tag.group(2)).matches();
        return ours ? Long.parseLong(tag.group(2)) : NONE;
    }

    private static HttpProblem noTags() {
        return ProblemType.INVALID_REQUEST.asException("If-Match: not a list of entity tags");
    }
}
