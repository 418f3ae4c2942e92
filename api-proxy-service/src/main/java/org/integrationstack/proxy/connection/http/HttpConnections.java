package org.integrationstack.proxy.connection.http;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.connection.Connections;
import org.integrationstack.proxy.connection.Credential;
import org.integrationstack.proxy.connection.Resolution;
import org.integrationstack.proxy.connection.TokenSlot;

/** Asks connections-service. */
@ApplicationScoped
class HttpConnections implements Connections {
    private static final Logger LOG = Logger.getLogger(HttpConnections.class);

    private final ConnectionsClient client;

    HttpConnections(@RestClient ConnectionsClient client) {
        this.client = client;
    }

    @Override
    public Uni<Resolution> resolve(TenantId tenant, ConnectionId id, TokenSlot slot, Duration timeout) {
        return read(id, slot, timeout, client.credentials(id.toString(), slot.name(), tenant.value()));
    }

    @Override
    public Uni<Resolution> renew(Connection connection, Credential refused, Duration timeout) {
        TokenSlot slot = refused.slot();
        Uni<CredentialAnswer> answer = client.refresh(
                connection.id().toString(),
                slot.name(),
                connection.tenant().value(),
                new ConnectionsClient.Rejection(refused.version()));
        return read(connection.id(), slot, timeout, answer);
    }

    private static Uni<Resolution> read(
            ConnectionId id, TokenSlot slot, Duration timeout, Uni<CredentialAnswer> answer) {
        return answer.ifNoItem()
                .after(timeout)
                .fail()
                .<Resolution>map(credential -> credential.toResolution(slot))
                .onFailure()
                .recoverWithItem(failure -> refusal(id, failure));
    }

    private static Resolution refusal(ConnectionId id, Throwable failure) {
        Throwable cause = failure instanceof WebApplicationException ? failure : failure.getCause();
        if (cause instanceof WebApplicationException answered) {
            Response response = answered.getResponse();
            if (response.getStatus() == Response.Status.NOT_FOUND.getStatusCode()) {
                return new Resolution.Unknown();
            }
            if (response.getStatus() == Response.Status.CONFLICT.getStatusCode()) {
                return conflict(response);
            }
        }
        LOG.warnf("connections-service did not tell about connection %s: %s", id, failure);
        return new Resolution.Unavailable();
    }

    private static Resolution conflict(Response response) {
        JsonNode problem = response.readEntity(JsonNode.class);
        boolean reauthorize = ProblemType.NEEDS_REAUTHORIZATION
                .uri()
                .toString()
                .equals(problem.path("type").asText());
        return reauthorize ? new Resolution.NeedsReauthorization() : new Resolution.NotUsable();
    }
}
