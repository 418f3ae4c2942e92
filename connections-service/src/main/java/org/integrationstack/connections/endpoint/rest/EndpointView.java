package org.integrationstack.connections.endpoint.rest;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.endpoint.Endpoint;
import org.integrationstack.connections.endpoint.EndpointSecret;

/** An endpoint as callers see it. Its text shows no secret. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "WebhookEndpoint")
record EndpointView(
        UUID id,
        String provider,

        @Schema(nullable = true, description = "Null where it belongs to the tenant as a whole")
        ConnectionId connection,

        @Schema(description = "What is entered at the provider")
        URI url,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(nullable = true, description = "In the answer that made it, and nowhere else")
        String secret,

        Map<String, String> values,

        @Schema(nullable = true, description = "Until when challenges are answered that nobody has signed")
        Instant handshakeUntil,

        Instant createdAt,

        @Schema(description = "Newest first; those that have ended are left out")
        List<SecretView> secrets) {

    /** A secret; {@code until} is null for the current one. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "WebhookEndpointSecret")
    record SecretView(
            Instant createdAt,

            @Schema(nullable = true, description = "When it ends; null for the current one")
            Instant until) {
        static SecretView of(EndpointSecret secret) {
            return new SecretView(secret.createdAt(), secret.until().orElse(null));
        }
    }

    static EndpointView of(Endpoint endpoint, URI url, Optional<Secret> secret, Instant now) {
        return new EndpointView(
                endpoint.id(),
                endpoint.provider().value(),
                endpoint.holder().map(Endpoint.Holder::connection).orElse(null),
                url,
                secret.map(Secret::reveal).orElse(null),
                endpoint.values(),
                endpoint.handshakeUntil().orElse(null),
                endpoint.createdAt(),
                endpoint.goodSecrets(now).stream().map(SecretView::of).toList());
    }

    @Override
    public String toString() {
        return "EndpointView[" + id + "]";
    }
}
