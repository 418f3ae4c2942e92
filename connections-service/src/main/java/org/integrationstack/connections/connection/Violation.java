package org.integrationstack.connections.connection;

/**
 * What is wrong with a part of a request.
 *
 * @param field where, as in {@code settings.notify}
 * @param message what, for people; it repeats no value
 */
public record Violation(String field, String message) {}
