package org.integrationstack.connections.grant;

/** Whose a token is. Reasons are plain words for the log. */
public sealed interface AccountAnswer {

    /** The provider takes the token and names its account. */
    record Known(Account account) implements AccountAnswer {}

    /** The provider does not take the token. */
    record Refused(String reason) implements AccountAnswer {}

    /** The provider takes the token, and its answer has no account in it. */
    record Unnamed() implements AccountAnswer {}

    /** The provider answers nothing that makes sense. */
    record Unreadable(String reason) implements AccountAnswer {}

    /** The definition knows no way to ask. */
    record Unasked() implements AccountAnswer {}

    /** The provider could not be reached or is in trouble. */
    record Unavailable(String reason) implements AccountAnswer {}
}
