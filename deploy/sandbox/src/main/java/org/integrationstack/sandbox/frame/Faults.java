package org.integrationstack.sandbox.frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The faults in wait, oldest first. Confined to the event loop. */
final class Faults {
    static final Set<String> MEMBERS = Set.of(
            "provider",
            "method",
            "path",
            "kind",
            "status",
            "delayMs",
            "retryAfterSeconds",
            "answer",
            "executed",
            "times");

    /** What goes wrong. */
    enum Kind {
        /** The right answer, late. */
        SLOW,
        /** The connection is reset and the request has no effect. */
        RESET,
        /** An error answer; the request has no effect. */
        STATUS,
        /** The provider's answer to a caller that is too fast; the request has no effect. */
        RATE_LIMITED,
        /** The request takes effect, then the connection is reset instead of an answer. */
        LOST_RESPONSE,
        /** An answer that the test dictates; the request takes effect only if it says so. */
        REPLACED,
        /** The right answer, whose connection is closed halfway through the body. */
        TRUNCATED,
        /** The right answer, with a pause halfway through the body. */
        STALLED
    }

    /**
     * A fault.
     *
     * @param method empty: any
     * @param path prefix of the provider's path
     * @param answer what {@link Kind#REPLACED} answers
     * @param executed whether a replaced answer's request takes effect first
     * @param times how many requests it hits; empty: all, until removed
     */
    record Fault(
            long id,
            String provider,
            Optional<String> method,
            String path,
            Kind kind,
            OptionalInt status,
            Duration delay,
            OptionalInt retryAfterSeconds,
            Optional<Replacement> answer,
            boolean executed,
            OptionalInt times) {

        private boolean hits(String toProvider, Call call) {
            return provider.equals(toProvider)
                    && method.map(call.method()::equals).orElse(true)
                    && call.path().startsWith(path);
        }

        private Fault used() {
            OptionalInt left = OptionalInt.of(times.orElseThrow() - 1);
            return new Fault(
                    id, provider, method, path, kind, status, delay, retryAfterSeconds, answer, executed, left);
        }

        ObjectNode json() {
            ObjectNode json = Json.object().put("id", Long.toString(id)).put("provider", provider);
            method.ifPresent(value -> json.put("method", value));
            json.put("path", path).put("kind", Input.camelCase(kind));
            status.ifPresent(value -> json.put("status", value));
            json.put("delayMs", delay.toMillis());
            retryAfterSeconds.ifPresent(value -> json.put("retryAfterSeconds", value));
            answer.ifPresent(value -> json.put("executed", executed).set("answer", value.json()));
            times.ifPresent(value -> json.put("times", value));
            return json;
        }
    }

    private final List<Fault> waiting = new ArrayList<>();
    private long lastId;

    Fault add(String provider, Input input) {
        Fault fault = new Fault(
                ++lastId,
                provider,
                input.text("method"),
                input.text("path").orElse("/"),
                input.choice("kind", Kind.class).orElseThrow(() -> Problem.invalid("'kind' is missing.")),
                input.number("status", 400, 599),
                Duration.ofMillis(input.number("delayMs", 0, 600_000).orElse(0)),
                input.number("retryAfterSeconds", 0, 86_400),
                input.object("answer").map(Replacement::read),
                input.flag("executed").orElse(false),
                input.number("times", 1, Integer.MAX_VALUE));
        check(fault);
        waiting.add(fault);
        return fault;
    }

    private static void check(Fault fault) {
        if ((fault.kind == Kind.SLOW || fault.kind == Kind.STALLED) && fault.delay.isZero()) {
            throw Problem.invalid("'delayMs' is missing: " + Input.camelCase(fault.kind) + " needs one.");
        }
        if ((fault.kind == Kind.REPLACED) != fault.answer.isPresent()) {
            throw Problem.invalid("'answer' belongs to the kind replaced, which needs one.");
        }
    }

    /** The oldest fault that hits {@code call}, counted as used. */
    Optional<Fault> take(String provider, Call call) {
        Optional<Fault> hit =
                waiting.stream().filter(fault -> fault.hits(provider, call)).findFirst();
        hit.filter(fault -> fault.times.isPresent()).ifPresent(this::use);
        return hit;
    }

    List<Fault> all() {
        return List.copyOf(waiting);
    }

    boolean remove(String id) {
        return waiting.removeIf(fault -> Long.toString(fault.id).equals(id));
    }

    void clear() {
        waiting.clear();
    }

    private void use(Fault fault) {
        Fault used = fault.used();
        if (used.times.orElseThrow() == 0) {
            waiting.remove(fault);
        } else {
            waiting.set(waiting.indexOf(fault), used);
        }
    }
}
