package org.integrationstack.common.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What must hold of an event or of its connection's settings.
 *
 * @param subject what is looked at: a value or a setting
 */
public record Condition(Argument subject, Test test) {
    private static final Pattern BETWEEN_NAMES = Pattern.compile("[\\s,;]+");
    private static final String EVERYTHING = "*";

    /** Whether it holds. */
    public boolean holds(EventFacts facts) {
        return test.holds(subject.in(facts), facts);
    }

    /** Whether all of them hold; so it is where there are none. */
    public static boolean allHold(List<Condition> conditions, EventFacts facts) {
        return conditions.stream().allMatch(condition -> condition.holds(facts));
    }

    /** What is asked of the subject. */
    public sealed interface Test {
        boolean holds(Optional<Object> subject, EventFacts facts);
    }

    /** It is there, and says something: not {@code false}, and no empty text. */
    public record Present() implements Test {
        @Override
        public boolean holds(Optional<Object> subject, EventFacts facts) {
            return subject.filter(value -> !Boolean.FALSE.equals(value))
                    .filter(value -> !(value instanceof String text) || !text.isBlank())
                    .isPresent();
        }
    }

    /** It is not there, or says nothing. */
    public record Absent() implements Test {
        @Override
        public boolean holds(Optional<Object> subject, EventFacts facts) {
            return !new Present().holds(subject, facts);
        }
    }

    /** It is exactly that text, number or truth. */
    public record Is(Object expected) implements Test {
        @Override
        public boolean holds(Optional<Object> subject, EventFacts facts) {
            return subject.map(Is::comparable)
                    .filter(comparable(expected)::equals)
                    .isPresent();
        }

        private static Object comparable(Object value) {
            return value instanceof Number number ? (Object) number.longValue() : value;
        }
    }

    /**
     * It is a list of names, with commas or blanks between them, in which a value of the event is, whatever the case of its
     * letters; {@code *} names everything.
     */
    public record Names(String value) implements Test {
        @Override
        public boolean holds(Optional<Object> subject, EventFacts facts) {
            Optional<String> wanted = facts.value(value).map(String::valueOf);
            return subject.map(String::valueOf).stream()
                    .flatMap(list -> Arrays.stream(BETWEEN_NAMES.split(list)))
                    .anyMatch(name -> wanted.filter(text -> name.equals(EVERYTHING) || name.equalsIgnoreCase(text))
                            .isPresent());
        }
    }
}
