package org.integrationstack.connections.authorization;

/** What became of a wish. */
public sealed interface Checked {

    /** It may be begun. */
    record Accepted(AuthorizationRequest request) implements Checked {}

    /** No provider of that name can be connected. */
    record UnknownProvider(String provider) implements Checked {}

    /** The provider is known, but this installation has no client registration with it. */
    record NotConfigured(String provider) implements Checked {}

    /** The caller has no live connection of that id with that provider. */
    record UnknownConnection() implements Checked {}

    /** The caller may not ask for another user. */
    record OtherUser() implements Checked {}

    /** The caller is narrowed to other connections. */
    record OutOfReach() implements Checked {}

    /** A part of the wish is not acceptable. */
    record Invalid(String detail) implements Checked {}
}
