package org.integrationstack.gateway.diagnosis.rest;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.common.problem.ProblemType;

/** A delivery to look into. */
@Schema(name = "SignatureDiagnosisRequest")
record DiagnosisRequest(
        @NotNull String provider,

        @Schema(description = "The endpoint it was sent to; absent for the provider's own address")
        String endpoint,

        @NotNull @Schema(description = "Its headers: by name a text, or a list of texts where there are several")
        Map<String, Object> headers,

        @NotNull @Schema(description = "Its raw body in base64")
        String bodyBase64,

        @Schema(description = "POST where absent") String method,

        @Schema(description = "The URL as the provider called it, where it is not the endpoint's own")
        URI url,

        @Schema(description = "The address it came from, where that counts")
        String address) {

    private static final int MOST_HEADERS = 100;

    /** Each value with its name in lower case. */
    List<Map.Entry<String, String>> headerList() {
        List<Map.Entry<String, String>> list = new ArrayList<>();
        headers.forEach((name, value) -> (value instanceof List<?> several ? several : Collections.singletonList(value))
                .forEach(one -> list.add(Map.entry(name.toLowerCase(Locale.ROOT), text(one)))));
        if (list.size() > MOST_HEADERS) {
            throw ProblemType.INVALID_REQUEST.asException("headers: at most " + MOST_HEADERS + " are looked at");
        }
        return list;
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw ProblemType.INVALID_REQUEST.asException("headers: values are texts, or lists of texts");
    }

    byte[] body() {
        try {
            return Base64.getDecoder().decode(bodyBase64);
        } catch (IllegalArgumentException e) {
            throw ProblemType.INVALID_REQUEST.asException("bodyBase64: is not base64");
        }
    }

    /** An address of no network, where none is given. Source: RFC 5737. */
    String addressOrNone() {
        return Optional.ofNullable(address).orElse("192.0.2.0");
    }

    String methodOrPost() {
        return Optional.ofNullable(method).orElse("POST").toUpperCase(Locale.ROOT);
    }
}
