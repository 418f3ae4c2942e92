package org.integrationstack.connections.web;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;

/** The connection that a path names. One that cannot be, one that is not and one that is not seen are answered alike. */
public final class NamedConnection {
    private NamedConnection() {}

    /** @throws HttpProblem when it is no id */
    public static ConnectionId id(String text) {
        return ConnectionId.parse(text).orElseThrow(NamedConnection::unknown);
    }

    /** That there is none. */
    public static HttpProblem unknown() {
        return ProblemType.UNKNOWN_CONNECTION.asException("There is no connection of that id.");
    }
}
