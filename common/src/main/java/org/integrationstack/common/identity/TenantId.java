package org.integrationstack.common.identity;

import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A customer of the platform: the boundary no data crosses. 1 to 128 visible ASCII characters, as the identity
 * provider names it, but not {@code *}, which stands for all tenants where one is expected; compared exactly.
 */
public record TenantId(@JsonValue String value) {
    private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** @throws IllegalArgumentException when the value is empty, too long, {@code *}, or holds blanks or control characters */
    @JsonCreator
    public TenantId {
        if (value == null || value.equals("*") || !ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("a tenant is 1 to 128 visible ASCII characters, and not *");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
