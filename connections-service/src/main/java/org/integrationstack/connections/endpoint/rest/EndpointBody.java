package org.integrationstack.connections.endpoint.rest;

import java.util.Map;
import java.util.Optional;

import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.endpoint.EndpointWish;
import org.integrationstack.connections.web.BodyProblem;
import org.integrationstack.connections.web.CanonicalJson;

/** An endpoint to make. Its text shows no part of it. */
@Schema(name = "NewWebhookEndpoint")
record EndpointBody(
        @NotNull @Schema(description = "Who sends there") String provider,

        @Schema(description = "The connection whose webhooks come there; without one they are the tenant's as a whole")
        String connection,

        @Schema(description = "The signing secret, where the provider has given one; without it one is made")
        String secret,

        @Schema(description = "What the provider's signatures need beside it, as its definition says")
        Map<String, @NotNull String> values) {

    EndpointWish toWish() {
        return new EndpointWish(
                provider, Optional.ofNullable(connection), secret(secret), values == null ? Map.of() : values);
    }

    /** What makes the request what it is. */
    byte[] canonical() {
        return CanonicalJson.of("webhook-endpoints", this);
    }

    static Optional<Secret> secret(String text) {
        if (text != null && text.isBlank()) {
            throw BodyProblem.at("secret", "absent, or the secret");
        }
        return Optional.ofNullable(text).map(Secret::of);
    }

    @Override
    public String toString() {
        return "EndpointBody[redacted]";
    }
}
