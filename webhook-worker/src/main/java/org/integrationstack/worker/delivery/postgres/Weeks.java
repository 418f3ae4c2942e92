package org.integrationstack.worker.delivery.postgres;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The weeks that the ledger has room for. Making and dropping one needs the whole table for a moment: rather than have
 * everybody wait behind somebody slow, it fails after {@value #PATIENCE}, and is tried again. Thread-safe.
 */
final class Weeks {
    private static final String PATIENCE = "2s";
    private static final String BE_PATIENT = "set local lock_timeout = '" + PATIENCE + "'";
    private static final String ADD = "select add_week($1)";
    private static final String DROP = "select drop_weeks($1)";

    private final Pool pool;
    /** Weeks that are surely there: none that may have been dropped since. */
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    Weeks(Pool pool) {
        this.pool = pool;
    }

    /** Makes room for what was received at these times, where there is none. */
    Uni<Void> add(Stream<Instant> times) {
        List<LocalDate> missing = times.map(Weeks::monday)
                .distinct()
                .filter(week -> !known.contains(week))
                .toList();
        return missing.isEmpty()
                ? Uni.createFrom().voidItem()
                : Multi.createFrom()
                        .iterable(missing)
                        .onItem()
                        .transformToUniAndConcatenate(this::add)
                        .collect()
                        .asList()
                        .replaceWithVoid();
    }

    /** Drops the weeks that ended before that time and are settled; how many. */
    Uni<Integer> dropUntil(Instant time) {
        return call(DROP, time).map(rows -> rows.iterator().next().getInteger(0));
    }

    private Uni<Void> add(LocalDate week) {
        return call(ADD, week.atStartOfDay().toInstant(ZoneOffset.UTC))
                .invoke(() -> remember(week))
                .replaceWithVoid();
    }

    private void remember(LocalDate week) {
        if (!week.isBefore(monday(Instant.now()))) {
            known.add(week);
        }
    }

    private Uni<RowSet<Row>> call(String function, Instant time) {
        return pool.withTransaction(transaction -> transaction
                .query(BE_PATIENT)
                .execute()
                .chain(() -> transaction.preparedQuery(function).execute(Tuple.of(time.atOffset(ZoneOffset.UTC)))));
    }

    private static LocalDate monday(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    /** This week and the two after it. */
    static Stream<Instant> ahead(Instant now) {
        return Stream.of(now, now.plus(Duration.ofDays(7)), now.plus(Duration.ofDays(14)));
    }
}
