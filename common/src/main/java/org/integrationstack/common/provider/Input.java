package org.integrationstack.common.provider;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is asked before an account is connected, such as the name of a shop. The answer is frozen then: URLs may use it,
 * and tokens go where it says.
 *
 * @param defaultValue taken where no value is given; without one a value must be given
 */
public record Input(Kind kind, String title, Optional<String> description, Optional<String> defaultValue) {

    private static final int LONGEST = 200;
    private static final Pattern LINE = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}]*");

    public Input {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(title);
        Objects.requireNonNull(description);
        Objects.requireNonNull(defaultValue);
    }

    /** Where in URLs it may stand. */
    public enum Kind {
        /** One DNS label; anywhere in a URL. */
        LABEL,
        /** The beginning of a URL: https, and a host of the definition's. */
        URL,
        /** Any line of text; behind the host, where it is percent-encoded. */
        TEXT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is wrong with the value, without showing it; empty where nothing is. */
    public Optional<String> problem(String value, Hosts hosts) {
        if (value.length() > LONGEST || !LINE.matcher(value).matches()) {
            return Optional.of("must be one line of " + LONGEST + " characters at most");
        }
        return switch (kind) {
            case LABEL -> UrlTemplate.isLabel(value) ? Optional.empty() : Optional.of("must be one DNS label");
            case URL ->
                UrlTemplate.isOrigin(value, hosts)
                        ? Optional.empty()
                        : Optional.of("must be an https URL of one of the provider's hosts, without a path");
            case TEXT -> Optional.empty();
        };
    }
}
