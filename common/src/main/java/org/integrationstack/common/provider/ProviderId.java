package org.integrationstack.common.provider;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a provider in URLs, topics and configuration: {@code github}, {@code standard-webhooks}. */
public record ProviderId(String value) implements Comparable<ProviderId> {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{1,62}");

    public ProviderId {
        Objects.requireNonNull(value);
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "must be 2 to 63 lower-case letters, digits and hyphens, beginning with a letter");
        }
    }

    /** The id written so, or empty where no provider can be called that. Never throws, so that it can take a URL's segment. */
    public static Optional<ProviderId> parse(String value) {
        return FORM.matcher(value).matches() ? Optional.of(new ProviderId(value)) : Optional.empty();
    }

    @Override
    public int compareTo(ProviderId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
