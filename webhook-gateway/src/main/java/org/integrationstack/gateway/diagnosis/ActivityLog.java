package org.integrationstack.gateway.diagnosis;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ActivityRecorded;

/** Where acts worth showing are recorded. */
public interface ActivityLog {

    /** Succeeds once it is durable. */
    Uni<Void> record(ActivityRecorded act);
}
