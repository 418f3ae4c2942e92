package org.integrationstack.gateway.diagnosis.rest;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.Role;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.gateway.GatewayConfig;
import org.integrationstack.gateway.diagnosis.Diagnostics;
import org.integrationstack.gateway.diagnosis.Suspect;
import org.integrationstack.gateway.endpoint.Locations;
import org.integrationstack.gateway.endpoint.Locations.Located;
import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.signature.SignedRequest;

/** Why a delivery does not verify: for whoever may make endpoints, of their own; for operators, of providers' own addresses. */
@Path("/api/signature-diagnosis")
@Tag(name = "Signature diagnosis")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DiagnosisResource {

    private static final int LARGEST = 1024 * 1024;

    private final Callers callers;
    private final Locations locations;
    private final Diagnostics diagnostics;
    private final DiagnosisLimit limit;
    private final String publicUrl;

    @Inject
    DiagnosisResource(
            Callers callers, Locations locations, Diagnostics diagnostics, DiagnosisLimit limit, GatewayConfig config) {
        this.callers = callers;
        this.locations = locations;
        this.diagnostics = diagnostics;
        this.limit = limit;
        this.publicUrl = config.publicBase();
    }

    @POST
    @RolesAllowed({Access.ADMIN, Access.OPERATOR, Access.CONNECTIONS_WRITE})
    @Operation(
            operationId = "diagnoseSignature",
            summary = "Says why a delivery does not verify, without telling any secret or expected signature.")
    @APIResponse(responseCode = "200", description = "What came of it")
    @APIResponse(responseCode = "404", description = "No such provider, or no such endpoint of the caller's tenant")
    @APIResponse(responseCode = "429", description = "Too many at once; Retry-After says when again")
    public Uni<DiagnosisAnswer> diagnose(@NotNull @Valid DiagnosisRequest request) {
        Caller caller = callers.current();
        limit.take(caller.tenant());
        return place(request, caller)
                .map(place -> suspect(request, place))
                .chain(diagnostics::diagnose)
                .map(DiagnosisAnswer::of)
                .onFailure(RejectedExecutionException.class)
                .transform(failure -> ProblemType.RATE_LIMITED.asException(
                        "Too many diagnoses at once.", Map.of("Retry-After", "5")));
    }

    private Uni<Place> place(DiagnosisRequest request, Caller caller) {
        return request.endpoint() == null
                ? Uni.createFrom().item(own(request.provider(), caller))
                : locations.endpoint(request.provider(), request.endpoint()).map(located -> theirs(located, caller));
    }

    private Place own(String provider, Caller caller) {
        if (!caller.roles().contains(Role.OPERATOR)) {
            throw ProblemType.FORBIDDEN.asException(
                    "A provider's own address is an operator's business. Name the endpoint that it was sent to.");
        }
        return locations
                .provider(provider)
                .orElseThrow(() -> ProblemType.UNKNOWN_PROVIDER.asException(
                        "No provider that sends webhooks is called that here."));
    }

    /** Others' endpoints, and what cannot be read, are as if they were not there. */
    private static Place theirs(Located located, Caller caller) {
        if (located instanceof Located.At at && isOf(at.place().endpoint().orElseThrow(), caller)) {
            return at.place();
        }
        throw ProblemType.NOT_FOUND.asException("There is no such webhook endpoint.");
    }

    /** A key that is narrowed to connections sees nothing of an endpoint that belongs to none. */
    private static boolean isOf(WebhookEndpoint endpoint, Caller caller) {
        boolean narrowed = endpoint.connection()
                .map(connection -> caller.narrowing().admits(endpoint.provider(), connection))
                .orElseGet(() -> caller.narrowing().equals(Narrowing.NONE));
        return narrowed && caller.seesWholeTenant() && endpoint.tenant().equals(caller.tenant());
    }

    private Suspect suspect(DiagnosisRequest request, Place place) {
        byte[] body = request.body();
        if (body.length > LARGEST) {
            throw ProblemType.TOO_LARGE.asException("Bodies of 1 MiB at most are looked into.");
        }
        List<Map.Entry<String, String>> headers = request.headerList();
        SignedRequest signed = new SignedRequest(
                request.methodOrPost(), url(request, place), name -> values(headers, name), request.addressOrNone());
        return new Suspect(place, signed, headers, Optional.of(body));
    }

    private static List<String> values(List<Map.Entry<String, String>> headers, String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    private String url(DiagnosisRequest request, Place place) {
        return Optional.ofNullable(request.url())
                .map(URI::toString)
                .orElseGet(() -> publicUrl + "/webhooks/" + place.provider()
                        + place.endpoint().map(endpoint -> "/" + endpoint.id()).orElse(""));
    }
}
