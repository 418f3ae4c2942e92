package org.integrationstack.common.identity;

import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A customer of the platform: the boundary no data crosses. 1 to 128 visible ASCII characters, as the identity
 * provider names it; compared exactly.
 */
public record TenantId(@JsonValue String value) {
    private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** @throws IllegalArgumentException when the value is empty, too long or holds blanks or control characters */
    @JsonCreator
    public TenantId {
        if (value == null || !ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("a tenant is 1 to 128 visible ASCII characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
