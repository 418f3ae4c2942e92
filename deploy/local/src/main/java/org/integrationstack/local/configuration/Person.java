package org.integrationstack.local.configuration;

import java.util.Locale;

/** The people of the local identity provider, each with a command-line client that gets their token. */
public enum Person {
    ALICE("USER_TOKEN"),
    BOB("OTHER_USER_TOKEN"),
    CAROL("ADMIN_TOKEN"),
    OLGA("OPERATOR_TOKEN"),
    MALLORY("OTHER_TENANT_TOKEN");

    private final String tokenKey;

    Person(String tokenKey) {
        this.tokenKey = tokenKey;
    }

    /** The key of this person's token in {@code stack.env}. */
    public String tokenKey() {
        return tokenKey;
    }

    public String clientId() {
        return "cli-" + name().toLowerCase(Locale.ROOT);
    }

    /** The name of the secret of the command-line client. */
    public String secret() {
        return "IDENTITY_SECRET_" + name();
    }
}
