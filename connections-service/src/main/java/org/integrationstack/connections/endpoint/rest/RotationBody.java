package org.integrationstack.connections.endpoint.rest;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.connections.endpoint.RotationWish;
import org.integrationstack.connections.web.BodyProblem;
import org.integrationstack.connections.web.CanonicalJson;

/** Another secret. Its text shows no part of it. */
@Schema(name = "SecretRotation")
record RotationBody(
        @Schema(description = "The new signing secret, where the provider has given one; without it one is made")
        String secret,

        @Schema(
                description = "How long the secrets of before go on working, as an ISO 8601 duration",
                example = "PT24H")
        String overlap) {
    /** What an empty body asks for. */
    static final RotationBody NOTHING = new RotationBody(null, null);

    RotationWish toWish() {
        return new RotationWish(
                EndpointBody.secret(secret), Optional.ofNullable(overlap).map(RotationBody::duration));
    }

    /** What makes the request what it is. */
    byte[] canonical(String endpoint) {
        return CanonicalJson.of("webhook-endpoints/" + endpoint + "/rotate-secret", this);
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw BodyProblem.at("overlap", "a duration such as PT24H");
        }
    }

    @Override
    public String toString() {
        return "RotationBody[redacted]";
    }
}
