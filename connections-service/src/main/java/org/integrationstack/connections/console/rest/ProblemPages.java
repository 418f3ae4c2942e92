package org.integrationstack.connections.console.rest;

import java.util.Optional;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import org.integrationstack.connections.web.Html;

/**
 * Shows a problem as a page to whoever asks for one. A browser names {@code text/html}; a program that takes anything
 * gets the problem document.
 */
class ProblemPages {
    /**
     * A problem in the words of a page.
     *
     * @param trace by which those who run this find out more
     */
    record Told(String heading, String text, Optional<String> trace) {
        static Told of(HttpProblem problem) {
            return new Told(
                    problem.getTitle(),
                    words(problem.getStatusCode(), Optional.ofNullable(problem.getDetail())),
                    Optional.ofNullable(problem.getParameters().get("traceId")).map(Object::toString));
        }

        /** What the problem's own detail leaves open to a person who reads it. */
        private static String words(int status, Optional<String> detail) {
            return switch (status) {
                case 401 -> "Please sign in, then try again.";
                case 403 ->
                    detail.orElse("You are signed in, but your account may not do this. If it should, ask whoever runs"
                            + " this installation.");
                case 404 -> detail.orElse("The address leads nowhere. Nothing was changed.");
                case 500 ->
                    "It was nothing that you did. Please try again; if it happens again, tell whoever runs this"
                            + " installation.";
                case 502 -> "Nothing was changed. Please try again in a little while.";
                case 503, 504 ->
                    "Something that is needed for this is away for the moment. Please try again in a minute.";
                default -> detail.orElse("Nothing was changed.");
            };
        }
    }

    @ServerResponseFilter
    Uni<Void> show(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(response.getEntity() instanceof HttpProblem problem) || !asksForPage(request)) {
            return Uni.createFrom().voidItem();
        }
        return Templates.problem(Told.of(problem))
                .createUni()
                .invoke(html -> {
                    response.setEntity(html, null, Html.TYPE);
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

        static native TemplateInstance problem(Told problem);
    }
}
