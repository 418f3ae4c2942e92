package org.integrationstack.common.http;

/** A call that is not made, since its address is not one we may call. Final: trying again changes nothing. */
public final class ForbiddenTargetException extends RuntimeException {
    public ForbiddenTargetException(String message) {
        super(message);
    }
}
