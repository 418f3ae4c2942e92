package org.integrationstack.common.secret;

import java.util.regex.Pattern;

/**
 * What a keyset is for. One keyset per purpose: who is given the keys of one kind of secret can open no other.
 *
 * @param name lower-case words joined by hyphens; part of what every sealed value is bound to, so it never changes
 */
public record KeyPurpose(String name) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{1,62}");

    public KeyPurpose {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a key's purpose is lower-case words joined by hyphens, not " + name);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
