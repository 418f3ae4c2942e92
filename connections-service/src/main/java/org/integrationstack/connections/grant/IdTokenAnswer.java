package org.integrationstack.connections.grant;

/** What became of an ID token. Reasons are plain words for the log. */
public sealed interface IdTokenAnswer {

    /** @param subject who signed in, by the issuer's name for them */
    record Valid(String subject) implements IdTokenAnswer {}

    /** It proves nothing. */
    record Invalid(String reason) implements IdTokenAnswer {}

    /** The issuer's keys cannot be had at the moment. */
    record Unavailable(String reason) implements IdTokenAnswer {}
}
