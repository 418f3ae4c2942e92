package org.integrationstack.common.identity;

import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A person or program within a tenant: the {@code sub} of its token. 1 to 255 visible ASCII characters, compared
 * exactly.
 *
 * <p>Source: OpenID Connect Core 1.0, section 2 ({@code sub} must not exceed 255 ASCII characters).
 */
public record UserId(@JsonValue String value) {
    private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** @throws IllegalArgumentException when the value is empty, too long or holds blanks or control characters */
    @JsonCreator
    public UserId {
        if (value == null || !ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("a subject is 1 to 255 visible ASCII characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
