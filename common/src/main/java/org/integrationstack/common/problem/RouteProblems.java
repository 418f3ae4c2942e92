package org.integrationstack.common.problem;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Problems for what fails outside of any endpoint: no route, a body too large, a route's own failure. */
@ApplicationScoped
class RouteProblems {
    /** Before every other route, so that this sees a failure first. */
    private static final int FIRST = -100_000;

    /** Bodies up to this size are read before they are looked at, where nothing announces their size. */
    private static final long HELD_AT_ONCE = 1 << 20;

    private final long maxBodyBytes;

    @Inject
    RouteProblems(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
        this.maxBodyBytes = maxBodySize.asLongValue();
    }

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(RouteProblems::refuseUnknownFraming);
        router.route().order(FIRST).handler(RouteProblems::refuseTwoCallers);
        router.route().order(FIRST).handler(this::refuseTooLarge);
        if (maxBodyBytes <= HELD_AT_ONCE) {
            router.route().order(FIRST).handler(this::readUnannounced);
        }
        router.route().order(FIRST).failureHandler(RouteProblems::answer);
        for (int status : new int[] {400, 404, 405, 406, 413, 415}) {
            router.errorHandler(status, RouteProblems::answer);
        }
    }

    /**
     * Where one server sees a body and the next one none, the body is the next one's request. Netty takes any coding but
     * {@code chunked} for none. Source: RFC 9112, sections 6.1 and 11.2.
     */
    private static void refuseUnknownFraming(RoutingContext context) {
        List<String> codings = context.request().headers().getAll("Transfer-Encoding");
        if (codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
            context.next();
        } else {
            context.response().putHeader("Connection", "close");
            context.fail(400);
        }
    }

    /** Which of two counts depends on who reads them. Source: RFC 9110, sections 5.3 and 11.6.2 (it is no list). */
    private static void refuseTwoCallers(RoutingContext context) {
        if (context.request().headers().getAll("Authorization").size() > 1) {
            context.fail(ProblemType.INVALID_REQUEST.asException("Send one Authorization header."));
        } else {
            context.next();
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

    /**
     * A body of unannounced length is read here, up to the limit. Further in, Quarkus would find out in the middle of
     * reading and answer without a body that says why.
     */
    private void readUnannounced(RoutingContext context) {
        if (context.request().headers().contains("Transfer-Encoding")) {
            BodyHandler.create(false).setBodyLimit(maxBodyBytes).handle(context);
        } else {
            context.next();
        }
    }

    private static void answer(RoutingContext context) {
        if (context.response().ended() || context.response().headWritten()) {
            context.next();
        } else if (context.failure() instanceof AuthenticationRedirectException redirect) {
            redirect(context, redirect.getCode(), redirect.getRedirectUri());
        } else if (context.failure() instanceof AuthenticationFailedException) {
            challenge(context);
        } else {
            describe(context);
        }
    }

    /** Part of signing in by browser: not a failure. */
    private static void redirect(RoutingContext context, int status, String target) {
        context.response()
                .setStatusCode(status)
                .putHeader("Location", target)
                .putHeader("Cache-Control", "no-store")
                .end();
    }

    /** A session that ended sends its browser to sign in again; a bad token is a problem. */
    private static void challenge(RoutingContext context) {
        HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
        authenticator
                .getChallenge(context)
                .subscribe()
                .with(challenge -> challenge(context, challenge), failure -> describe(context));
    }

    private static void challenge(RoutingContext context, ChallengeData challenge) {
        if (challenge == null || challenge.status == 401) {
            describe(context);
        } else {
            challenge.getHeaders().forEach(context.response()::putHeader);
            context.response().setStatusCode(challenge.status).end();
        }
    }

    private static void describe(RoutingContext context) {
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
