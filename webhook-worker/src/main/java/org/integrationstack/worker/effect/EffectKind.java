package org.integrationstack.worker.effect;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.worker.delivery.Delivery;

/** A way to perform effects. Each bean of a subtype is one, known by its name. Thread-safe. */
public sealed interface EffectKind {

    /** What plans and the ledger call it. */
    String name();

    /** Performed by writing to the database, in the transaction that plans it: exactly once. */
    non-sealed interface Local extends EffectKind {

        /** What becomes of it: refused, or done if what it writes commits. */
        EffectOutcome.Settled outcome(EffectCall call, Delivery delivery);

        /** Writes one that is done, on the connection given, whose transaction is open. */
        Uni<Void> write(EffectCall call, Delivery delivery, SqlConnection transaction);
    }

    /** Performed by a call to somebody else, outside any transaction, after the one that plans it. */
    non-sealed interface Remote extends EffectKind {

        /**
         * Makes one attempt. A failed result counts as {@link EffectOutcome.Uncertain}. An attempt that takes too long is
         * cancelled.
         */
        Uni<EffectOutcome> perform(EffectCall call);

        /**
         * Whether an attempt of unknown end may be made again: the receiver knows a repetition by the effect's key, or two
         * effects are better than none.
         */
        boolean isRepeatable(EffectCall call);
    }
}
