package org.integrationstack.sandbox.oauth;

/** Who can sign in at a provider and consent there. */
public interface Account {

    /** The name that a consent page's form and the parameter {@code login} carry. */
    String login();

    /** The name people see. */
    String name();
}
