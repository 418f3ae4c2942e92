package org.integrationstack.connections.session.rest;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.OidcSession;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.connections.session.BrowserSession;
import org.integrationstack.connections.web.PublicUrl;
import org.integrationstack.connections.web.ReturnTo;
import org.integrationstack.connections.web.Urls;

/** Signing in and out in a browser. */
@Path("/")
public class SessionResource {
    private final BrowserSession session;
    private final OidcSession oidcSession;
    private final Callers callers;
    private final ReturnTo returnTo;
    private final PublicUrl publicUrl;

    @Inject
    SessionResource(
            BrowserSession session, OidcSession oidcSession, Callers callers, ReturnTo returnTo, PublicUrl publicUrl) {
        this.session = session;
        this.oidcSession = oidcSession;
        this.callers = callers;
        this.returnTo = returnTo;
        this.publicUrl = publicUrl;
    }

    /** Reached signed in only: whoever is not is sent to the identity provider first, and comes back here. */
    @GET
    @Path("settings/sign-in")
    @Authenticated
    @Operation(hidden = true)
    public Response signedIn(@QueryParam("return_to") String wish) {
        Caller caller = callers.current();
        return returnTo.accept(caller.tenant(), Optional.ofNullable(wish).orElse("/"))
                .map(url -> Response.seeOther(url).build())
                .orElseThrow(
                        () -> ProblemType.INVALID_REQUEST.asException("return_to: the browser may not be sent there"));
    }

    /**
     * Ends the session here and, where the identity provider offers it, there.
     *
     * <p>Source: OpenID Connect RP-Initiated Logout 1.0, section 2.
     */
    @POST
    @Path("sign-out")
    @PermitAll
    @Operation(hidden = true)
    public Uni<Response> signOut() {
        return session.identity()
                .chain(identity -> identity.map(this::signOut)
                        .orElseGet(() -> Uni.createFrom().item(publicUrl.of("/"))))
                .map(next -> Response.seeOther(next).build());
    }

    private Uni<URI> signOut(SecurityIdentity identity) {
        OidcConfigurationMetadata provider = identity.getAttribute(OidcUtils.CONFIG_METADATA_ATTRIBUTE);
        String idToken = identity.getCredential(IdTokenCredential.class).getToken();
        URI home = publicUrl.of("/");
        URI next = Optional.ofNullable(provider)
                .map(OidcConfigurationMetadata::getEndSessionUri)
                .map(endpoint -> Urls.with(
                        URI.create(endpoint),
                        Map.of("id_token_hint", idToken, "post_logout_redirect_uri", home.toString())))
                .orElse(home);
        return oidcSession.logout().replaceWith(next);
    }
}
