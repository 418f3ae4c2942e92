package org.integrationstack.common.startup;

import io.smallrye.mutiny.Uni;

/**
 * Something a service needs before it can work: a schema, topics, a server that answers. Every CDI bean of this type is
 * tried from the start on, with growing pauses, until it succeeds; until then the service is not ready, under this
 * name.
 */
public interface Prerequisite {
    /** What is needed, in a word or two for logs and the readiness check, e.g. {@code PostgreSQL}. */
    String name();

    /** Brings it about. Tried again after a failure, so it must do no harm when done twice; may run on any thread. */
    Uni<Void> establish();

    /**
     * Whether it is still there, asked for each readiness check after it was established and answered within 2 s; fails
     * when not. The default is content.
     */
    default Uni<Void> check() {
        return Uni.createFrom().voidItem();
    }
}
