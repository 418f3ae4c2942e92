package org.integrationstack.connections.activity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;

/** The stored acts. */
public interface ActivityLog {

    /** Adds acts, all or none; those it has already are passed over. */
    Uni<Void> add(List<ActivityRecorded> acts);

    /** As {@link #add}, but those it has already are made what they were recorded as. */
    Uni<Void> restore(List<ActivityRecorded> acts);

    /** A page, newest first, of at most that many. */
    Uni<Page<Activity>> list(ActivityFilter filter, Optional<Position> after, int size);

    /**
     * Up to that many settled acts, in the order in which all who follow get them: none will ever come before one that
     * was given out.
     *
     * @param after where to go on
     */
    Uni<List<Arrival>> follow(ActivityFilter filter, Place after, int limit);

    /** Who has got settled acts from that horizon on, and where the horizon is now. */
    Uni<Arrivals> arrivals(long horizon);

    /** Where an act stored from now on will lie behind. */
    Uni<Place> end();

    /**
     * Deletes acts of before that time; some at a time.
     *
     * @return how many
     */
    Uni<Integer> forget(Instant before);

    /** An act and its place in the order of {@link #follow}. */
    record Arrival(Activity activity, Place place) {}

    /** @param horizon acts below it are settled */
    record Arrivals(long horizon, Set<TenantId> tenants) {}
}
