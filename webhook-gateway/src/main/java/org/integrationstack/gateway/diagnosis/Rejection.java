package org.integrationstack.gateway.diagnosis;

import java.time.Instant;

/**
 * A delivery that was refused. It outlives the memory set aside for its body, so a large one is not held on to.
 *
 * @param reason a stable name
 * @param traceId the trace of its request
 */
public record Rejection(Suspect suspect, String reason, Instant at, String traceId) {

    /** Larger bodies are not looked into, in bytes. */
    static final int LARGEST = 256 * 1024;

    public Rejection {
        suspect = new Suspect(
                suspect.place(),
                suspect.request(),
                suspect.headers(),
                suspect.body().filter(body -> body.length <= LARGEST));
    }
}
