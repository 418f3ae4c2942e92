package org.integrationstack.connections.database;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** What a query found. */
public final class Rows {
    private Rows() {}

    /** All of it, read row by row in its order. */
    public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reader) {
        return StreamSupport.stream(rows.spliterator(), false).map(reader).toList();
    }

    /** The first row, read; empty where there is none. */
    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> reader) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(reader.apply(rows.iterator().next()));
    }
}
