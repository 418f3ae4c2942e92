package org.integrationstack.common.startup;

/** A prerequisite is there, but such that the service must not work with it. The process ends rather than wait. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param reason what is wrong and how to put it right; no secret in it */
    public StartRefusedException(String reason) {
        super(reason);
    }
}
