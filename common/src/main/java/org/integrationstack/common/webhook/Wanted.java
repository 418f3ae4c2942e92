package org.integrationstack.common.webhook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonPointer;

/**
 * A value that is looked for somewhere beneath where the reader is.
 *
 * @param rest the way from here
 * @param whole the pointer that was asked for
 */
record Wanted(JsonPointer rest, JsonPointer whole) {

    static List<Wanted> all(Collection<JsonPointer> pointers) {
        return pointers.stream().map(pointer -> new Wanted(pointer, pointer)).toList();
    }

    /** Whether it is exactly here. */
    boolean isHere() {
        return rest.matches();
    }

    /** What is wanted beneath a member or element. Called for every one there is, and most hold nothing wanted. */
    static List<Wanted> beneath(List<Wanted> wanted, UnaryOperator<JsonPointer> step) {
        List<Wanted> found = List.of();
        for (Wanted one : wanted) {
            JsonPointer next = step.apply(one.rest());
            if (next != null) {
                found = found.isEmpty() ? new ArrayList<>(wanted.size()) : found;
                found.add(new Wanted(next, one.whole()));
            }
        }
        return found;
    }
}
