package org.integrationstack.common.problem;

import java.util.Map;

import jakarta.ws.rs.core.Response;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * What a caller without a valid token gets: the challenge of the mechanism in use, which is a 401 problem for bearer
 * tokens and a redirect to sign in where a browser is meant. Takes the place of the mappers of the problem extension
 * 3.21.0, which were built against an older {@link ChallengeData} and fail with this Quarkus.
 */
class AuthenticationProblems {
    private static final int BEFORE_THE_EXTENSION = 1;

    @ServerExceptionMapper(priority = BEFORE_THE_EXTENSION)
    Uni<Response> notAuthenticated(RoutingContext context, UnauthorizedException failure) {
        return challenge(context, failure);
    }

    @ServerExceptionMapper(priority = BEFORE_THE_EXTENSION)
    Uni<Response> authenticationFailed(RoutingContext context, AuthenticationFailedException failure) {
        return challenge(context, failure);
    }

    private static Uni<Response> challenge(RoutingContext context, Throwable failure) {
        HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
        return authenticator
                .getChallenge(context)
                .map(challenge -> challenge.status == 401
                        ? unauthenticated(context, challenge.getHeaders(), failure)
                        : withHeaders(Response.status(challenge.status), challenge.getHeaders()));
    }

    private static Response unauthenticated(
            RoutingContext context, Map<CharSequence, String> headers, Throwable failure) {
        HttpProblem.Builder problem = HttpProblem.builder().withStatus(401);
        headers.forEach((name, value) -> problem.withHeader(name.toString(), value));
        ProblemContext where = ProblemContext.of(failure, context.normalizedPath());
        return ExceptionMapperBase.postProcessorsRegistry
                .applyPostProcessing(problem.build(), where)
                .toResponse();
    }

    private static Response withHeaders(Response.ResponseBuilder response, Map<CharSequence, String> headers) {
        headers.forEach((name, value) -> response.header(name.toString(), value));
        return response.build();
    }
}
