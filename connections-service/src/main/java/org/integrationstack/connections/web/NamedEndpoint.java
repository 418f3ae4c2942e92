package org.integrationstack.connections.web;

import java.util.UUID;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.problem.ProblemType;

/** The webhook endpoint that a path names, as {@link NamedConnection} is the connection. */
public final class NamedEndpoint {
    private NamedEndpoint() {}

    /** @throws HttpProblem when it is no id */
    public static UUID id(String text) {
        return NamedId.of(text, NamedEndpoint::unknown);
    }

    /** That there is none. */
    public static HttpProblem unknown() {
        return ProblemType.NOT_FOUND.asException("There is no webhook endpoint of that id.");
    }
}
