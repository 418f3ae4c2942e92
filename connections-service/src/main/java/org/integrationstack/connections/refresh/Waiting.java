package org.integrationstack.connections.refresh;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/** Lets time pass, and says how much has. */
interface Waiting {

    /** Ends after that time, where the caller was. */
    Uni<Void> pause(Duration time);

    /** The time since some moment of the past, which no clock adjustment changes. */
    Duration elapsed();
}
