package org.integrationstack.connections.grant;

/** What came of asking for a grant. */
public sealed interface GrantAnswer {

    /** The provider issued tokens and named the account they belong to. */
    record Granted(Grant grant, Account account) implements GrantAnswer {}

    /**
     * The provider said no, or said something we do not understand; asking again will not help.
     *
     * @param reason for the log: a plain code, never the provider's own words
     */
    record Refused(String reason) implements GrantAnswer {}

    /**
     * The provider could not be reached or is in trouble.
     *
     * @param reason for the log
     */
    record Unavailable(String reason) implements GrantAnswer {}
}
