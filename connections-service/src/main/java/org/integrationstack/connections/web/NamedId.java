package org.integrationstack.connections.web;

import java.util.UUID;
import java.util.function.Supplier;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.identity.ConnectionId;

/** The id that a path names. All ids are written as those of connections are. */
public final class NamedId {
    private NamedId() {}

    /**
     * The id.
     *
     * @param unknown that there is nothing of that id; what cannot be an id is answered so too
     * @throws HttpProblem when it is no id
     */
    public static UUID of(String text, Supplier<HttpProblem> unknown) {
        return ConnectionId.parse(text).map(ConnectionId::value).orElseThrow(unknown);
    }
}
