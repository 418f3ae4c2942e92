package org.integrationstack.worker.service;

/** A call that did not reach its service: nothing came of it. */
public final class NotSentException extends RuntimeException {
    NotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
