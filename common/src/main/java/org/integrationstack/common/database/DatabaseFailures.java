package org.integrationstack.common.database;

import java.util.Set;

import io.vertx.sqlclient.DatabaseException;

import org.integrationstack.common.problem.Outage;

/** What a failure of the database means for those who caused it. */
public final class DatabaseFailures {
    /**
     * Data exception and integrity violation: the same statement with the same values fails for ever.
     *
     * <p>Source: PostgreSQL documentation, appendix A (error codes), classes 22 and 23.
     */
    private static final Set<String> CLASSES_OF_THE_DATA = Set.of("22", "23");

    /** Serialization failures and deadlocks: the same transaction succeeds when it runs again. */
    private static final String CLASS_OF_ROLLBACKS = "40";

    private DatabaseFailures() {}

    /** Whether waiting or running again helps: the database is away, or the transaction met another one. */
    public static boolean isPassing(Throwable failure) {
        return Outage.caused(failure) || CLASS_OF_ROLLBACKS.equals(stateClass(failure));
    }

    /** Whether the values are at fault, so that trying again is of no use. */
    public static boolean isOfTheData(Throwable failure) {
        return CLASSES_OF_THE_DATA.contains(stateClass(failure));
    }

    /**
     * Whether the same work may succeed later: as {@link #isPassing}, or because the database refuses it for what is not
     * in the values, such as a schema that is being changed or a server that only reads meanwhile.
     */
    public static boolean mayPass(Throwable failure) {
        return isPassing(failure) || (failure instanceof DatabaseException && !isOfTheData(failure));
    }

    private static String stateClass(Throwable failure) {
        return failure instanceof DatabaseException refused && refused.getSqlState() != null
                ? refused.getSqlState().substring(0, 2)
                : "";
    }

    /** The SQLSTATE of a refusal, which tells more than nothing and echoes no data. */
    public static String codeOf(Throwable failure) {
        return failure instanceof DatabaseException refused ? "SQLSTATE " + refused.getSqlState() : "unknown";
    }
}
