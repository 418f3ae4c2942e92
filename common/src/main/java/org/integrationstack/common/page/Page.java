package org.integrationstack.common.page;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Part of a list, and where it goes on, if it does. As JSON {@code {items, next}}, where {@code next} is a cursor, or
 * null at the end.
 */
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

    /** The same page of something else. */
    public <R> Page<R> map(Function<T, R> view) {
        return new Page<>(items.stream().map(view).toList(), next);
    }
}
