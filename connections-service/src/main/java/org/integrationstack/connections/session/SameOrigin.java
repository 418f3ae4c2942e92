package org.integrationstack.connections.session;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.web.PublicUrl;

/**
 * Refuses what another site makes a browser send to our pages. A browser says where a request comes from in {@code
 * Sec-Fetch-Site} or, if it is older, in {@code Origin}; one that says neither is not believed.
 *
 * <p>Judged by the same path by which the session was let in: {@code /%73ettings} is a page as well.
 *
 * <p>Source: W3C Fetch Metadata Request Headers, section 2.3; RFC 6454 section 7.
 */
class SameOrigin {
    private final PublicUrl publicUrl;

    @Inject
    SameOrigin(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    @ServerRequestFilter
    public void check(ContainerRequestContext request, RoutingContext route) {
        boolean unsafe =
                !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
        if (unsafe && BrowserPaths.isPage(route.normalizedPath()) && !isOurs(request)) {
            throw ProblemType.FORBIDDEN.asException("This can only be asked for from this service's own pages.");
        }
    }

    private boolean isOurs(ContainerRequestContext request) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        return publicUrl.base().toString().equals(request.getHeaderString("Origin"));
    }
}
