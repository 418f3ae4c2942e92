package org.integrationstack.common.secret;

/** Sealed data that does not open: altered, moved to another place, or sealed under a key that is gone. */
public final class SealBrokenException extends RuntimeException {
    public SealBrokenException(String message) {
        super(message);
    }
}
