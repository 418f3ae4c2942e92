package org.integrationstack.gateway.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.integrationstack.common.webhook.FormBody;
import org.integrationstack.gateway.signature.SignedRequest;

/** The query of a request's URL. Source: WHATWG URL Standard, section 5.1. */
public final class Query {

    private final FormBody fields;

    private Query(String text) {
        this.fields = new FormBody(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Query of(SignedRequest request) {
        int start = request.url().indexOf('?');
        return new Query(start < 0 ? "" : request.url().substring(start + 1));
    }

    /** The first value of that parameter, decoded. */
    public Optional<String> value(String parameter) {
        return fields.find(parameter).map(utf8 -> new String(utf8, StandardCharsets.UTF_8));
    }
}
