package org.integrationstack.common.problem;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A JSON body of another form than expected: Quarkus alone would answer 400 and leave the body empty. */
class BodyProblems {
    private static final int BEFORE_QUARKUS = 1;

    @ServerExceptionMapper(priority = BEFORE_QUARKUS)
    Response mismatched(RoutingContext context, MismatchedInputException failure) {
        HttpProblem problem = HttpProblem.builder()
                .withStatus(ProblemType.INVALID_REQUEST.status())
                .build();
        return ExceptionMapperBase.postProcessorsRegistry
                .applyPostProcessing(problem, ProblemContext.of(failure, context.normalizedPath()))
                .toResponse();
    }
}
