package org.integrationstack.connections.grant;

/** What a person may do in an account. */
public enum Rights {
    /** What the definition asks of those who connect it. */
    ADMIN,
    /** Less than that, or nothing. */
    LESS,
    /** The provider could not be asked. */
    UNKNOWN
}
