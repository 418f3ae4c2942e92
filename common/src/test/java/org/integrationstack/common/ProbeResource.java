package org.integrationstack.common;

import java.net.ConnectException;
import java.time.Instant;
import java.util.List;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Callers;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.startup.TopicNeeds;

/** Endpoints that fail in every way a service's own can. */
@Path("/probe")
@jakarta.ws.rs.Produces(MediaType.APPLICATION_JSON)
public class ProbeResource {
    @Inject
    Callers callers;

    @Produces
    TopicNeeds topics() {
        return new TopicNeeds(List.of(Topics.CONNECTIONS_CHANGED, Topics.WEBHOOKS_RECEIVED, Topics.API_KEYS_CHANGED));
    }

    public record Body(@Size(max = 8) String name, Nested nested) {}

    public record Nested(Instant at, int count) {}

    public record Answer(String tenant, String subject, boolean wholeTenant, Instant at) {}

    @GET
    @Path("/caller")
    @RolesAllowed({Access.USER, Access.ADMIN, Access.CONNECTIONS_READ, Access.TENANT_DELEGATE})
    public Uni<Answer> caller() {
        Caller caller = callers.current();
        return Uni.createFrom()
                .item(new Answer(
                        caller.tenant().value(),
                        caller.subject().value(),
                        caller.seesWholeTenant(),
                        Instant.ofEpochSecond(0)));
    }

    @GET
    @Path("/unannotated")
    public String unannotated() {
        return "nobody may see this";
    }

    @POST
    @Path("/body")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    public String body(@Valid Body body) {
        return "{}";
    }

    @GET
    @Path("/failure/{kind}")
    @PermitAll
    public Uni<String> failure(@PathParam("kind") String kind) {
        return switch (kind) {
            case "own" -> throw ProblemType.UNKNOWN_CONNECTION.asException("There is no such connection.");
            case "outage" -> Uni.createFrom().failure(new IllegalStateException(new ConnectException("refused")));
            default -> throw new IllegalStateException("secret-in-a-message");
        };
    }
}
