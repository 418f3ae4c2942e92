package org.integrationstack.connections.activity;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;

/** The stored acts. */
public interface ActivityLog {

    /** Adds acts, all or none; those it has already are passed over. */
    Uni<Void> add(List<ActivityRecorded> acts);

    /** A page, newest first, of at most that many. */
    Uni<Page<Activity>> list(ActivityFilter filter, Optional<Position> after, int size);
}
