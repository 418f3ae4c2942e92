package org.integrationstack.connections.web;

/**
 * What is wrong with a part of a request.
 *
 * @param field where, as in {@code settings.notify}
 * @param message what, for people; it repeats no value
 */
public record Violation(String field, String message) {}
