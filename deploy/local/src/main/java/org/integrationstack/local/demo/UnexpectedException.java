package org.integrationstack.local.demo;

/** The stack did something else than the journey expects. The message says what was expected and what was seen. */
final class UnexpectedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnexpectedException(String message) {
        super(message);
    }
}
