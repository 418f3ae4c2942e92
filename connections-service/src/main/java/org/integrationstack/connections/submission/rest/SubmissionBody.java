package org.integrationstack.connections.submission.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.connections.submission.Submission;
import org.integrationstack.connections.web.CanonicalJson;

/** A credential to connect an account by. Its text shows no part of it. */
@Schema(name = "NewConnection")
public record SubmissionBody(
        @NotNull @Schema(description = "The provider's id", example = "acme-crm")
        String provider,

        @NotNull @Schema(description = "`api_key`, `basic` or `client_credentials`", example = "api_key")
        String kind,

        @NotNull @Schema(description = "What the catalogue says is asked for", example = "{\"api_key\": \"…\"}")
        Map<String, String> credentials,

        @Schema(description = "What the provider's definition asks before")
        Map<String, @NotNull String> inputs,

        Map<String, @NotNull String> labels,
        Map<String, Object> settings,

        @Schema(description = "Whose the connection is to be; for programs")
        String userId) {
    Submission by(Caller caller) {
        return new Submission(
                caller,
                provider,
                kind,
                credentials,
                orNone(inputs),
                orNone(labels),
                withoutNulls(orNone(settings)),
                Optional.ofNullable(userId));
    }

    /** What makes the request what it is. */
    byte[] canonical() {
        return CanonicalJson.of("connections", this);
    }

    private static <V> Map<String, V> orNone(Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    /** A setting that is null is not set. */
    private static Map<String, Object> withoutNulls(Map<String, Object> settings) {
        Map<String, Object> set = new LinkedHashMap<>(settings);
        set.values().removeIf(value -> value == null);
        return set;
    }

    @Override
    public String toString() {
        return "SubmissionBody[redacted]";
    }
}
