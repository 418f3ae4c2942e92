package org.integrationstack.connections.database;

import io.smallrye.mutiny.TimeoutException;

/** The database did not answer within the deadline. An outage: callers of the API are asked to come again. */
public class DatabaseSilentException extends TimeoutException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
        return "PostgreSQL did not answer in time";
    }
}
