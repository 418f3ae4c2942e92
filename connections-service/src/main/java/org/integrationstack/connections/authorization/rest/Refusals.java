package org.integrationstack.connections.authorization.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.authorization.AuthorizationRequest;
import org.integrationstack.connections.authorization.Checked;

/** Wishes that are not granted, as problems. */
final class Refusals {
    private Refusals() {}

    /** @throws HttpProblem when the wish was refused */
    static AuthorizationRequest accepted(Checked checked) {
        if (checked instanceof Checked.Accepted accepted) {
            return accepted.request();
        }
        throw problem(checked);
    }

    static HttpProblem unknownProvider() {
        return ProblemType.UNKNOWN_PROVIDER.asException("There is no provider of that name to connect.");
    }

    private static HttpProblem problem(Checked refused) {
        if (refused instanceof Checked.UnknownProvider) {
            return unknownProvider();
        }
        if (refused instanceof Checked.NotConfigured notConfigured) {
            return ProblemType.CONFLICT.asException(
                    "This installation is not registered with " + notConfigured.provider() + " yet.");
        }
        if (refused instanceof Checked.UnknownConnection) {
            return ProblemType.UNKNOWN_CONNECTION.asException("There is no connection of that id to renew.");
        }
        if (refused instanceof Checked.OtherUser) {
            return ProblemType.FORBIDDEN.asException("userId: only a program with connections:write may name a user.");
        }
        if (refused instanceof Checked.OutOfReach) {
            return ProblemType.FORBIDDEN.asException("The API key is narrowed to other connections.");
        }
        return ProblemType.INVALID_REQUEST.asException(((Checked.Invalid) refused).detail());
    }
}
