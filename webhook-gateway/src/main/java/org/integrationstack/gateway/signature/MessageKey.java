package org.integrationstack.gateway.signature;

import java.util.List;

/** Verifies signatures of messages by one key. Thread-safe. */
interface MessageKey {

    /**
     * Whether any of these is the message's signature by this key.
     *
     * @param message pieces in a row
     */
    boolean proves(List<byte[]> message, List<byte[]> signatures);
}
