package org.integrationstack.connections.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes the cookies from every request that is not a browser's: a session never signs in where a bearer token is asked
 * for, so that no other site can make a browser call the API. And takes every token and key from what is a browser's:
 * no program signs in where a session is meant.
 */
@ApplicationScoped
class CookieGuard {
    /** Before authentication, which would take the session from the cookie, whatever the path. */
    private static final int BEFORE_AUTHENTICATION = 1_000;

    void register(@Observes Filters filters) {
        filters.register(CookieGuard::keepOneWay, BEFORE_AUTHENTICATION);
    }

    private static void keepOneWay(RoutingContext context) {
        boolean browsers = BrowserPaths.isBrowsers(context.request(), context.normalizedPath());
        context.request().headers().remove(browsers ? HttpHeaders.AUTHORIZATION : HttpHeaders.COOKIE);
        context.next();
    }
}
