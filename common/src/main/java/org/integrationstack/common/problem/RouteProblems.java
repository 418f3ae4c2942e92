package org.integrationstack.common.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Problems for what fails outside of any endpoint: no route, a body too large, a route's own failure. */
@ApplicationScoped
class RouteProblems {
    /** Before every other route, so that this sees a failure first. */
    private static final int FIRST = -100_000;

    private final long maxBodyBytes;

    @Inject
    RouteProblems(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
        this.maxBodyBytes = maxBodySize.asLongValue();
    }

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(this::refuseTooLarge);
        router.route().order(FIRST).failureHandler(RouteProblems::answer);
        for (int status : new int[] {400, 404, 405, 406, 413, 415}) {
            router.errorHandler(status, RouteProblems::answer);
        }
    }

    /** Quarkus would refuse it as well, but without a body that says why. */
    private void refuseTooLarge(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        if (length != null && length.length() < 19 && Long.parseLong(length) > maxBodyBytes) {
            context.response().putHeader("Connection", "close");
            context.fail(413);
        } else {
            context.next();
        }
    }

    private static void answer(RoutingContext context) {
        if (context.response().ended() || context.response().headWritten()) {
            context.next();
            return;
        }
        HttpProblem told = problem(context);
        Problems.log(told, context.failure());
        HttpProblem problem = Problems.traced(told);
        context.response().setStatusCode(problem.getStatusCode());
        problem.getHeaders().forEach((name, value) -> context.response().putHeader(name, value.toString()));
        context.response()
                .putHeader("Content-Type", HttpProblem.MEDIA_TYPE.toString())
                .end(json(problem).encode());
    }

    private static HttpProblem problem(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof HttpProblem problem && problem.getType() != null) {
            return problem;
        }
        return Problems.describe(failure, status(failure, context.statusCode()));
    }

    private static int status(Throwable failure, int status) {
        if (failure instanceof UnauthorizedException || failure instanceof AuthenticationFailedException) {
            return 401;
        }
        if (failure instanceof ForbiddenException) {
            return 403;
        }
        return status < 400 ? 500 : status;
    }

    private static JsonObject json(HttpProblem problem) {
        JsonObject json = new JsonObject()
                .put("type", problem.getType().toString())
                .put("title", problem.getTitle())
                .put("status", problem.getStatusCode());
        if (problem.getDetail() != null) {
            json.put("detail", problem.getDetail());
        }
        problem.getParameters().forEach(json::put);
        return json;
    }
}
