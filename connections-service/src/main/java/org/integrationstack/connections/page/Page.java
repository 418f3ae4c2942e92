package org.integrationstack.connections.page;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Part of a list, and where it goes on, if it does. */
public record Page<T>(List<T> items, Optional<Position> next) {
    /** How many items a page has at most. */
    public static final int SIZE = 50;

    public Page {
        items = List.copyOf(items);
    }

    /** A page of up to {@code size} rows, from a query that asked for one more. */
    public static <T> Page<T> of(List<T> rows, int size, Function<T, Position> position) {
        if (rows.size() <= size) {
            return new Page<>(rows, Optional.empty());
        }
        List<T> items = rows.subList(0, size);
        return new Page<>(items, Optional.of(position.apply(items.get(size - 1))));
    }
}
