package org.integrationstack.connections.grant;

/** What came of giving a grant back. */
public sealed interface RevocationAnswer {

    /** The provider no longer honours the tokens. */
    record Revoked() implements RevocationAnswer {}

    /** The provider refused; asking again will not help. */
    record Refused(String reason) implements RevocationAnswer {}

    /** Not asked: a live connection shares the grant, which would end with it. */
    record Shared() implements RevocationAnswer {}

    /** Not known to have happened; to be asked again. */
    record Unavailable(String reason) implements RevocationAnswer {}

    /** The provider offers no way to give a grant back. */
    record Unsupported() implements RevocationAnswer {}
}
