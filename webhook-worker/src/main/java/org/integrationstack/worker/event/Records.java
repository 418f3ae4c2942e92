package org.integrationstack.worker.event;

import java.util.Map;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.provider.EventDefinition.Strategy;

/** Records of the worker's own that follow events. Each bean of this type has strategies that no other has. */
public interface Records {

    Set<Strategy> strategies();

    /**
     * Follows an event, whose definition names one of the strategies, with all writes on the connection given.
     *
     * @return what came of it; the same when it is followed again
     */
    Uni<Followed> follow(Happening event, SqlConnection transaction);

    /** What came of it. */
    sealed interface Followed {

        /**
         * The records are as the event says.
         *
         * @param values what its effects are to know beside, or instead of, what the event says itself
         */
        record Done(Map<String, Object> values) implements Followed {
            public Done {
                values = Map.copyOf(values);
            }
        }

        /** It is kept until it can be followed; its effects too. */
        record Kept(String reason) implements Followed {}

        /** The records say that it does not count. */
        record Passed(String reason) implements Followed {}

        /** It lacks what it must have. */
        record Broken(String reason) implements Followed {}
    }
}
