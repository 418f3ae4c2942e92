package org.integrationstack.worker.delivery;

/** A claim that is no longer held, because its lease ended and somebody else took over, or because it is settled. */
public final class LeaseLostException extends RuntimeException {
    public LeaseLostException(Claim claim) {
        super("delivery " + claim.delivery().id() + " was taken over by another executor");
    }
}
