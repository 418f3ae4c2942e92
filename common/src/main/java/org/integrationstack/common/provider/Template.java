package org.integrationstack.common.provider;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with variables in braces: {@code Bearer {access_token}}. There is nothing else to it: no expressions, no defaults,
 * no escapes; a value put in is never looked at again, so a value that contains braces stays as it is.
 */
public record Template(String text) {

    static final Pattern VARIABLE = Pattern.compile("\\{([a-z][a-z0-9_]{0,62})}");

    public Template {
        Objects.requireNonNull(text);
        String literal = VARIABLE.matcher(text).replaceAll("");
        if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "has a brace that is not part of a variable such as {name} (lower-case letters, digits, _)");
        }
    }

    /** The variables, in the order in which they first appear. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        VARIABLE.matcher(text).results().forEach(match -> names.add(match.group(1)));
        return names;
    }

    /**
     * The text with every variable replaced.
     *
     * @throws IllegalArgumentException if a variable has no value
     */
    public String render(Map<String, String> values) {
        return render(match -> value(values, match.group(1)));
    }

    String render(Function<MatchResult, String> value) {
        return VARIABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value.apply(match)));
    }

    static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for {" + name + "}");
        }
        return value;
    }
}
