package org.integrationstack.worker.delivery;

/** What the provider sent, as it lies in the ledger. */
@FunctionalInterface
public interface SealedPayload {

    /**
     * The payload in the clear.
     *
     * @throws RuntimeException when it is not there any more, or no key of ours opens it
     */
    Payload open();
}
