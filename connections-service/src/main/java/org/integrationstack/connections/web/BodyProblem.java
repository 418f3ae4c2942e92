package org.integrationstack.connections.web;

import java.util.List;
import java.util.Map;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.problem.ProblemType;

/** Problems of a body's members: each is named, none is repeated. */
public final class BodyProblem {
    private BodyProblem() {}

    /** A member is of another form than it must be. */
    public static HttpProblem at(String field, String expected) {
        return of(List.of(new Violation(field, "must be " + expected)));
    }

    /** @param violations what is wrong; not none */
    public static HttpProblem of(List<Violation> violations) {
        Violation first = violations.get(0);
        return HttpProblem.builder(ProblemType.INVALID_REQUEST.asException(first.field() + ": " + first.message()))
                .with("field", first.field())
                .with(
                        "violations",
                        violations.stream()
                                .map(it -> Map.of("field", it.field(), "in", "body", "message", it.message()))
                                .toList())
                .build();
    }
}
