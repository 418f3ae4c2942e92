package org.integrationstack.common.event;

/** A record that is not the event it should be: to be quarantined and passed over, since it will never be read. */
public final class MalformedEventException extends RuntimeException {
    public MalformedEventException(String message) {
        super(message);
    }
}
