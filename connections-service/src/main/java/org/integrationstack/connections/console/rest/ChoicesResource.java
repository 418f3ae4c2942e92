package org.integrationstack.connections.console.rest;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.console.ConnectPage;
import org.integrationstack.connections.console.ConnectPages;
import org.integrationstack.connections.console.CredentialForms;
import org.integrationstack.connections.console.Notice;
import org.integrationstack.connections.console.Routes;
import org.integrationstack.connections.console.Sent;
import org.integrationstack.connections.web.Html;
import org.integrationstack.connections.web.PublicUrl;

/** The ways to connect a provider: signing in there, or entering a credential. */
@Path("settings/connect/{provider}")
public class ChoicesResource {
    private final ConnectPages pages;
    private final CredentialForms forms;
    private final Callers callers;
    private final PublicUrl publicUrl;

    @Inject
    ChoicesResource(ConnectPages pages, CredentialForms forms, Callers callers, PublicUrl publicUrl) {
        this.pages = pages;
        this.forms = forms;
        this.callers = callers;
        this.publicUrl = publicUrl;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Authenticated
    @Operation(hidden = true)
    public Uni<Response> choices(@PathParam("provider") String provider) {
        ConnectPage page = pages.of(callers.current(), provider).orElseThrow(ChoicesResource::unknown);
        return Html.page(Response.Status.OK, Templates.choices(page));
    }

    /**
     * Goes on by a page that leads on at once, not by a redirect: browsers hold every redirect of a form against the
     * policy of the page that it is on, which names no provider. Source: W3C Content Security Policy 3, section 6.4.1.
     */
    @GET
    @Path("sign-in")
    @Produces(MediaType.TEXT_HTML)
    @Authenticated
    @Operation(hidden = true)
    public Uni<Response> signIn(@PathParam("provider") String provider, @Context UriInfo uri) {
        Caller caller = callers.current();
        ConnectPage page = pages.of(caller, provider).orElseThrow(ChoicesResource::unknown);
        Sent sent = Sent.of(uri.getQueryParameters());
        return pages.corrected(caller, provider, sent)
                .map(corrected -> Html.page(Response.Status.BAD_REQUEST, Templates.choices(corrected)))
                .orElseGet(() ->
                        Html.page(Response.Status.OK, Templates.leaving(page.name(), pages.signIn(provider, sent))));
    }

    @POST
    @Path("{kind}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    @RolesAllowed({Access.USER, Access.ADMIN})
    @Operation(hidden = true)
    public Uni<Response> submit(
            @PathParam("provider") String provider,
            @PathParam("kind") String kind,
            MultivaluedMap<String, String> form) {
        return forms.submit(callers.current(), provider, kind, Sent.of(form)).chain(this::answer);
    }

    private Uni<Response> answer(CredentialForms.Outcome outcome) {
        Optional<Response> done = outcome.connection()
                .map(id -> Response.seeOther(publicUrl.of(Routes.done(Notice.CONNECTED, id.toString())))
                        .build());
        return done.map(response -> Uni.createFrom().item(response))
                .orElseGet(() -> Html.page(
                        Response.Status.BAD_REQUEST,
                        Templates.choices(outcome.page().orElseThrow(ChoicesResource::unknown))));
    }

    private static HttpProblem unknown() {
        return ProblemType.UNKNOWN_PROVIDER.asException("There is no provider of that name to connect.");
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance choices(ConnectPage page);

        static native TemplateInstance leaving(String provider, String url);
    }
}
