package org.integrationstack.proxy.entry;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.connection.Resolution;

/** Answers that more than one place gives: they must not differ, or a caller could tell the places apart. */
final class Refusals {
    private Refusals() {}

    /** The same for an id that is none, one of nobody's, another tenant's and another user's. */
    static HttpProblem unknownConnection() {
        return ProblemType.UNKNOWN_CONNECTION.asException("There is no such connection.");
    }

    /** For a connection that cannot be used. */
    static HttpProblem of(Resolution resolution) {
        if (resolution instanceof Resolution.NeedsReauthorization) {
            return ProblemType.NEEDS_REAUTHORIZATION.asException(
                    "Its user must connect the account again before it can be used.");
        }
        if (resolution instanceof Resolution.NotUsable) {
            return ProblemType.CONFLICT.asException("The connection is paused or disconnected.");
        }
        if (resolution instanceof Resolution.Unavailable) {
            return of(Answer.Refused.unavailable("Connections cannot be looked up at the moment."));
        }
        return unknownConnection();
    }

    static HttpProblem of(Answer.Refused answer) {
        return answer.type().asException(answer.detail(), answer.headers());
    }
}
