package org.integrationstack.worker.delivery.postgres;

import java.util.List;
import java.util.stream.Stream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * Finds what was sent before among deliveries that were just stored, in the transaction that stored them. Of two
 * transactions that store the same, the second waits for the first where it enters what it has, and then sees it: which
 * is why entering and marking are statements of their own.
 */
final class Duplicates {
    private static final String FRESH = """
            d.id = any ($1) and d.received_at between $2 and $3 and d.tenant is not null""";

    /**
     * Not coalesce: under row-level security Postgres takes it for something that could leak what it sees, and would not
     * look up the endpoint in the index but walk through all of the provider's identities.
     */
    private static final String ENDPOINT = "case when d.endpoint is null then '' else d.endpoint end";

    private static final By ID = new By("delivery_identity", "delivery_id", "d.delivery_id", "interval '30 days'");
    private static final By BODY = new By("delivery_body", "hash", "d.body_hash", "interval '24 hours'");

    static final String MARK_BY_ID = ID.mark();
    static final String MARK_BY_BODY = BODY.mark();

    private static final List<String> BY_ID = List.of(ID.forget(), ID.enter(), MARK_BY_ID);

    /** A duplicate's own id counts for nothing: what comes under it later is compared with the first one again. */
    private static final String FORGET_IDS_OF_DUPLICATES = "delete from delivery_identity i using delivery d where "
            + FRESH + " and d.status = 'duplicate' and i.delivery = d.id and " + ID.same();

    private static final List<String> BY_BODY =
            List.of(BODY.forget(), BODY.enter(), MARK_BY_BODY, FORGET_IDS_OF_DUPLICATES);

    private static final String COUNT =
            "select count(*) from delivery d where " + FRESH + " and d.status = 'duplicate'";

    private Duplicates() {}

    /**
     * Enters what the deliveries are known by, and marks those that are duplicates.
     *
     * @param byBody whether there are any that are known by their body too
     * @return how many are duplicates
     */
    static Uni<Integer> mark(SqlConnection transaction, Fresh fresh, boolean byBody) {
        List<String> statements =
                byBody ? Stream.concat(BY_ID.stream(), BY_BODY.stream()).toList() : BY_ID;
        return Multi.createFrom()
                .iterable(statements)
                .onItem()
                .transformToUniAndConcatenate(
                        statement -> transaction.preparedQuery(statement).execute(fresh.tuple()))
                .collect()
                .last()
                .chain(() -> transaction.preparedQuery(COUNT).execute(fresh.tuple()))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /**
     * A table that says which delivery was first with a value.
     *
     * @param column the column in that table
     * @param value the value of delivery d
     * @param kept after what time it does not count any more
     */
    private record By(String table, String column, String value, String kept) {

        String same() {
            return "(i.provider, i.endpoint, i.tenant, i.%s) = (d.provider, %s, d.tenant, %s)"
                    .formatted(column, ENDPOINT, value);
        }

        /** What is sent again after the first one was given up is handled again; so is what comes long after it. */
        String forget() {
            return """
                    delete from %s i using delivery d where %s and d.status = 'received' and %s
                    and (i.seen_at < now() - %s
                        or exists (select from delivery dead where dead.id = i.delivery and dead.dead))""".formatted(table, FRESH, same(), kept);
        }

        String enter() {
            return """
                    insert into %s (provider, endpoint, tenant, %s, delivery)
                    select d.provider, coalesce(d.endpoint, ''), d.tenant, %s, d.id from delivery d
                    where %s and d.status = 'received' and %3$s is not null
                    order by 1, 2, 3, 4, d.seq
                    on conflict do nothing""".formatted(table, column, value, FRESH);
        }

        String mark() {
            return """
                    update delivery d set status = 'duplicate', settled_at = now(), duplicate_of = i.delivery from %s i
                    where %s and d.status = 'received' and i.delivery <> d.id and %s""".formatted(table, FRESH, same());
        }
    }
}
