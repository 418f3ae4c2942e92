package org.integrationstack.connections.authorization.rest;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.authorization.AuthorizationRequest;
import org.integrationstack.connections.authorization.AuthorizationRequests;
import org.integrationstack.connections.authorization.Authorizing;
import org.integrationstack.connections.authorization.Begun;
import org.integrationstack.connections.authorization.Link;
import org.integrationstack.connections.authorization.Links;
import org.integrationstack.connections.authorization.OneTimeSecret;
import org.integrationstack.connections.authorization.Wish;
import org.integrationstack.connections.catalogue.ProviderBrowser;
import org.integrationstack.connections.idempotency.IdempotencyKey;
import org.integrationstack.connections.session.BrowserSession;
import org.integrationstack.connections.web.CanonicalJson;
import org.integrationstack.connections.web.Html;
import org.integrationstack.connections.web.PublicUrl;
import org.integrationstack.connections.web.Urls;

/** Beginning to connect an account, in a browser or by a program. */
@Path("/")
@Tag(name = "Connect")
public class ConnectResource {
    private final AuthorizationRequests requests;
    private final Authorizing authorizing;
    private final Links links;
    private final ProviderBrowser providers;
    private final BrowserSession session;
    private final Callers callers;
    private final BindingCookie cookie;
    private final PublicUrl publicUrl;

    @Inject
    ConnectResource(
            AuthorizationRequests requests,
            Authorizing authorizing,
            Links links,
            ProviderBrowser providers,
            BrowserSession session,
            Callers callers,
            BindingCookie cookie,
            PublicUrl publicUrl) {
        this.requests = requests;
        this.authorizing = authorizing;
        this.links = links;
        this.providers = providers;
        this.session = session;
        this.callers = callers;
        this.cookie = cookie;
        this.publicUrl = publicUrl;
    }

    @GET
    @Path("api/connect/{provider}")
    @PermitAll
    @Operation(
            summary = "Connect an account, in a signed-in browser",
            description = "302 to the provider, which sends the browser back; signs in first if need be. Another site's"
                    + " request is confirmed on a page of ours. `scopes` are separated by blanks or commas,"
                    + " `scopes.NAME` are those of a further token; `input.NAME` answers what the provider's definition"
                    + " asks; `connection` is the id of a connection to authorize again, with the scopes that it has"
                    + " and these.")
    @APIResponse(responseCode = "302", description = "To the provider")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "404", ref = "UnknownProvider")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> connect(
            @PathParam("provider") String provider,
            @QueryParam("scopes") String scopes,
            @QueryParam("return_to") String returnTo,
            @QueryParam("connection") String connection,
            @HeaderParam("Sec-Fetch-Site") String site,
            @Context UriInfo uri) {
        if (!requests.knows(provider)) {
            throw Refusals.unknownProvider();
        }
        URI here = uri.getRequestUri();
        return session.caller().chain(signedIn -> {
            if (signedIn.isEmpty()) {
                return Uni.createFrom().item(signInFirst(here));
            }
            Wish wish = new Wish(
                    AuthorizationRequest.Mode.BROWSER,
                    signedIn.get(),
                    provider,
                    Optional.ofNullable(scopes).map(ConnectResource::split),
                    slotScopes(uri.getQueryParameters()),
                    inputs(uri.getQueryParameters()),
                    Optional.ofNullable(returnTo),
                    Optional.ofNullable(connection),
                    Optional.empty());
            return requests.check(wish)
                    .map(Refusals::accepted)
                    .chain(request -> "cross-site".equals(site) ? confirmFirst(provider, here) : begin(request));
        });
    }

    @POST
    @Path("api/connect/{provider}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_WRITE})
    @Operation(
            summary = "Make a link by which an account can be connected",
            description = "For a program. The link works once, in any browser; its result is sent to `returnTo` as a"
                    + " one-time `code` and connects nothing until the caller redeems it.")
    @APIResponse(responseCode = "201", description = "The link")
    @APIResponse(responseCode = "400", ref = "InvalidRequest")
    @APIResponse(responseCode = "401", ref = "Unauthenticated")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "UnknownProvider")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> link(
            @PathParam("provider") String provider,
            @Parameter(description = "Under it the request may be sent again, as long as the link can be opened")
                    @HeaderParam(IdempotencyKey.HEADER)
                    List<String> keys,
            @Valid LinkRequest body) {
        Caller caller = callers.current();
        LinkRequest wanted = body == null ? LinkRequest.NOTHING : body;
        Wish wish = new Wish(
                AuthorizationRequest.Mode.PROGRAM,
                caller,
                provider,
                Optional.ofNullable(wanted.scopes()),
                Optional.ofNullable(wanted.slotScopes()).orElse(Map.of()),
                Optional.ofNullable(wanted.inputs()).orElse(Map.of()),
                Optional.ofNullable(wanted.returnTo()),
                Optional.ofNullable(wanted.connection()),
                Optional.ofNullable(wanted.userId()));
        return requests.check(wish)
                .map(Refusals::accepted)
                .chain(authorizing::link)
                .chain(link -> once(caller, IdempotencyKey.of(keys), wanted.canonical(provider), link))
                .map(link -> Response.status(Response.Status.CREATED)
                        .entity(new LinkView(link.url(), link.expiresAt()))
                        .build());
    }

    /** The link that the same request made before, or else this one; what is not given to anybody ends by itself. */
    private Uni<Link> once(Caller caller, Optional<IdempotencyKey> key, byte[] request, Link link) {
        return key.map(it ->
                        links.once(caller, it, request, link).map(found -> found.orElseThrow(IdempotencyKey::reused)))
                .orElseGet(() -> Uni.createFrom().item(link));
    }

    @GET
    @Path("connect/{ticket}")
    @PermitAll
    @Operation(
            summary = "Open a program's link",
            description = "302 to the provider, once. The link alone attaches no account to anybody.")
    @APIResponse(responseCode = "302", description = "To the provider")
    @APIResponse(responseCode = "410", description = "A page that says that the link was used or is too old")
    public Uni<Response> open(@PathParam("ticket") String ticket) {
        return OneTimeSecret.parse(ticket)
                .map(authorizing::follow)
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .chain(begun -> begun.map(it -> Uni.createFrom().item(toProvider(it)))
                        .orElseGet(() -> Html.page(Response.Status.GONE, Templates.usedLink())));
    }

    private Uni<Response> begin(AuthorizationRequest request) {
        return authorizing.begin(request).map(this::toProvider);
    }

    private Response toProvider(Begun begun) {
        return Response.status(Response.Status.FOUND)
                .location(begun.authorizeUrl())
                .cookie(cookie.of(begun))
                .header("Cache-Control", "no-store")
                .build();
    }

    private Response signInFirst(URI here) {
        URI signIn = Urls.with(publicUrl.of("/settings/sign-in"), Map.of("return_to", pathAndQuery(here)));
        return Response.status(Response.Status.FOUND).location(signIn).build();
    }

    private Uni<Response> confirmFirst(String provider, URI here) {
        String name = providers.find(provider).orElseThrow().name();
        return Html.page(Response.Status.OK, Templates.confirm(name, pathAndQuery(here)));
    }

    private static String pathAndQuery(URI here) {
        return here.getRawPath() + (here.getRawQuery() == null ? "" : "?" + here.getRawQuery());
    }

    private static Map<String, List<String>> slotScopes(MultivaluedMap<String, String> query) {
        Map<String, List<String>> scopes = new HashMap<>();
        named(query, "scopes.").forEach((slot, text) -> scopes.put(slot, split(text)));
        return scopes;
    }

    private static Map<String, String> inputs(MultivaluedMap<String, String> query) {
        return named(query, "input.");
    }

    /** Parameters that begin so, by what follows. Of one that comes twice no reading is right. */
    private static Map<String, String> named(MultivaluedMap<String, String> query, String prefix) {
        Map<String, String> named = new HashMap<>();
        query.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                if (values.size() > 1) {
                    throw ProblemType.INVALID_REQUEST.asException(
                            "a parameter that begins with " + prefix + " comes twice");
                }
                named.put(name.substring(prefix.length()), values.get(0));
            }
        });
        return named;
    }

    private static List<String> split(String scopes) {
        return Arrays.stream(scopes.split("[ ,]+", -1))
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    /** Everything is optional: the definition's default scopes, the console's page, a new connection of the caller's. */
    public record LinkRequest(
            List<@NotNull String> scopes,
            Map<String, @NotNull List<@NotNull String>> slotScopes,
            Map<String, @NotNull String> inputs,
            String returnTo,
            String connection,
            String userId) {
        static final LinkRequest NOTHING = new LinkRequest(null, null, null, null, null, null);

        /** What makes the request what it is. */
        byte[] canonical(String provider) {
            return CanonicalJson.of("connect/" + provider, this);
        }
    }

    /** The link, and until when it can be opened. */
    public record LinkView(URI authorizationUrl, Instant expiresAt) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance confirm(String provider, String url);

        static native TemplateInstance usedLink();
    }
}
