package org.integrationstack.gateway.diagnosis.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.integrationstack.common.problem.ProblemType;

/** Keeps bodies of the API far below what deliveries may have; they are held whole. */
@ApplicationScoped
class ApiBodies {

    /** Behind the checks of common, and before anything is read. */
    private static final int EARLY = -50_000;

    /** A body of 1 MiB in base64, and what is around it. */
    private static final long LARGEST = 2 * 1024 * 1024;

    void register(@Observes Router router) {
        router.route("/api/*").order(EARLY).handler(ApiBodies::check);
    }

    private static void check(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        if (length != null && Long.parseLong(length) > LARGEST) {
            refuse(context, ProblemType.TOO_LARGE, "The body is larger than anything that is understood here.");
        } else if (context.request().headers().contains("Transfer-Encoding")) {
            refuse(context, ProblemType.INVALID_REQUEST, "Say how long the body is (Content-Length).");
        } else {
            context.next();
        }
    }

    private static void refuse(RoutingContext context, ProblemType type, String detail) {
        context.response().putHeader("Connection", "close");
        context.fail(type.status(), type.asException(detail));
    }
}
