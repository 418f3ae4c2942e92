package org.integrationstack.connections.refresh;

import java.util.Map;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.web.NamedConnection;

/** What callers of the API are told where there is no usable token. */
public final class TokenProblems {
    private TokenProblems() {}

    /** The problem that an outcome other than a usable token is. */
    public static HttpProblem of(Refreshed outcome) {
        if (outcome instanceof Refreshed.Unusable unusable) {
            return unusable(unusable.status());
        }
        if (outcome instanceof Refreshed.Lost lost) {
            return lost(lost.slot());
        }
        if (outcome instanceof Refreshed.Later later) {
            long seconds = Math.max(1, later.retryAfter().toSeconds());
            return ProblemType.DEPENDENCY_UNAVAILABLE.asException(
                    "The token has ended, and the provider gives no new one at the moment.",
                    Map.of("Retry-After", Long.toString(seconds)));
        }
        return NamedConnection.unknown();
    }

    /** The token is named: the connection's others are good. */
    private static HttpProblem lost(TokenSlot slot) {
        return HttpProblem.builder(ProblemType.NEEDS_REAUTHORIZATION.asException(
                        "The connection works, but its token \"" + slot + "\" must be authorized again."))
                .with("slot", slot.name())
                .build();
    }

    private static HttpProblem unusable(ConnectionStatus status) {
        ProblemType type = status == ConnectionStatus.NEEDS_REAUTHORIZATION
                ? ProblemType.NEEDS_REAUTHORIZATION
                : ProblemType.CONFLICT;
        return type.asException("The connection is " + status + ".");
    }
}
