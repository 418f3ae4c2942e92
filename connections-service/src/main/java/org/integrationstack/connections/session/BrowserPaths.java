package org.integrationstack.connections.session;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.oidc.TenantResolver;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Decides how a request signs in: on pages, and where a browser begins or ends an authorization, by session; everywhere
 * else by bearer token, so that a missing one is an error there and never a redirect.
 */
@ApplicationScoped
public class BrowserPaths implements TenantResolver {
    /** The OIDC configuration for browsers. */
    static final String CONSOLE = "console";

    @Override
    public String resolve(RoutingContext context) {
        return isBrowsers(context.request(), context.normalizedPath()) ? CONSOLE : null;
    }

    static boolean isBrowsers(HttpServerRequest request, String path) {
        if (path.startsWith("/api/connect/")) {
            return request.method().equals(HttpMethod.GET) && !request.headers().contains(HttpHeaders.AUTHORIZATION);
        }
        return isPage(path) || path.startsWith("/api/auth/callback/");
    }

    /** Whether the path belongs to the pages, where no bearer token counts. */
    static boolean isPage(String path) {
        return path.equals("/") || path.startsWith("/settings/") || path.equals("/sign-in") || path.equals("/sign-out");
    }
}
