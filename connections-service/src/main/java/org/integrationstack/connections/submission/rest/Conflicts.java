package org.integrationstack.connections.submission.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;

/** Conflicts with what is connected. */
final class Conflicts {
    private Conflicts() {}

    /** The owner's own connection is named: it is what the caller wants to go on with. */
    static HttpProblem alreadyConnected(ConnectionId existing) {
        return HttpProblem.builder(ProblemType.CONFLICT.asException("The account is connected already, by connection "
                        + existing + ". To use another credential for it, replace that connection's."))
                .with("connection", existing.toString())
                .build();
    }
}
