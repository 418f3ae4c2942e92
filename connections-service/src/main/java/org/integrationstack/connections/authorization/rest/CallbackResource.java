package org.integrationstack.connections.authorization.rest;

import java.util.List;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.authorization.AuthorizationRequests;
import org.integrationstack.connections.authorization.Callback;
import org.integrationstack.connections.authorization.Completing;
import org.integrationstack.connections.authorization.Completion;
import org.integrationstack.connections.authorization.OneTimeSecret;
import org.integrationstack.connections.session.BrowserSession;

/** Where providers send browsers back. */
@Path("/api/auth/callback/{provider}")
@Tag(name = "Connect")
public class CallbackResource {
    private final Completing completing;
    private final AuthorizationRequests requests;
    private final BrowserSession session;
    private final BindingCookie cookie;

    @Inject
    CallbackResource(
            Completing completing, AuthorizationRequests requests, BrowserSession session, BindingCookie cookie) {
        this.completing = completing;
        this.requests = requests;
        this.session = session;
        this.cookie = cookie;
    }

    @GET
    @PermitAll
    @Operation(
            summary = "The provider's callback",
            description =
                    "302 to where the browser was to return: with `success=true&connection={id}`, with a one-time"
                            + " `code` for the program that made the link, or with `error={code}`: `access_denied`,"
                            + " `invalid_state`, `session_required`, `issuer_mismatch`, `provider_error`,"
                            + " `provider_unavailable`, `exchange_failed`, `installation_missing`, `installation_ambiguous`, `account_mismatch`, `connection_gone`.")
    @APIResponse(responseCode = "302", description = "Back to where it began")
    @APIResponse(responseCode = "404", ref = "UnknownProvider")
    @APIResponse(responseCode = "503", ref = "DependencyUnavailable")
    public Uni<Response> callback(
            @PathParam("provider") String provider, @Context UriInfo uri, @Context HttpHeaders headers) {
        if (!requests.knows(provider)) {
            throw Refusals.unknownProvider();
        }
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        Optional<OneTimeSecret> state = only(query, "state").flatMap(OneTimeSecret::parse);
        return session.caller()
                .map(caller -> callback(provider, query, state, headers, caller))
                .chain(completing::complete)
                .map(completion -> answer(completion, state));
    }

    private Callback callback(
            String provider,
            MultivaluedMap<String, String> query,
            Optional<OneTimeSecret> state,
            HttpHeaders headers,
            Optional<Caller> caller) {
        return new Callback(
                provider,
                state,
                only(query, "code").filter(code -> !code.isEmpty()).map(Secret::of),
                only(query, "iss"),
                only(query, "error"),
                state.flatMap(it -> cookie.read(headers.getCookies(), it)),
                caller);
    }

    private Response answer(Completion completion, Optional<OneTimeSecret> state) {
        Response.ResponseBuilder response = Response.status(Response.Status.FOUND)
                .location(completion.location())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
        state.ifPresent(used -> response.cookie(cookie.cleared(used)));
        return response.build();
    }

    /** The parameter's value if it was sent exactly once. Source: RFC 6749 section 3.1. */
    private static Optional<String> only(MultivaluedMap<String, String> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
