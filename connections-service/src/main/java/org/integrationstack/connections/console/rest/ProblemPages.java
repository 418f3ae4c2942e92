package org.integrationstack.connections.console.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Shows a problem as a page to whoever asks for one. A browser names {@code text/html}; a program that takes anything
 * gets the problem document.
 */
class ProblemPages {
    @ServerResponseFilter
    Uni<Void> show(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(response.getEntity() instanceof HttpProblem problem) || !asksForPage(request)) {
            return Uni.createFrom().voidItem();
        }
        return Templates.problem(problem)
                .createUni()
                .invoke(html -> {
                    response.setEntity(html, null, MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
                    response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
                })
                .replaceWithVoid();
    }

    private static boolean asksForPage(ContainerRequestContext request) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_HTML);
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance problem(HttpProblem problem);
    }
}
