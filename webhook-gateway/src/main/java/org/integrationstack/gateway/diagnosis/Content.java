package org.integrationstack.gateway.diagnosis;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.webhook.WebhookContent;
import org.integrationstack.common.webhook.WebhookValues;

/** What a delivery says of itself; nothing of it is proven. */
final class Content {

    private static final String BEARER = "bearer ";
    private static final JsonPointer AUDIENCE = JsonPointer.compile("/aud");
    private static final JsonPointer FIRST_AUDIENCE = JsonPointer.compile("/aud/0");

    private Content() {}

    /** A value of the body. */
    static Optional<String> value(Case given, JsonPointer pointer) {
        return WebhookContent.values(
                        given.request().contentType(), given.webhooks().formField(), given.body(), Set.of(pointer))
                .at(pointer);
    }

    /** For whom the bearer token is. Source: RFC 7519, section 4.1.3. */
    static Stream<String> audience(Case given) {
        return given
                .request()
                .only("Authorization")
                .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(text -> text.substring(BEARER.length()).split("\\.", -1))
                .filter(parts -> parts.length == 3)
                .flatMap(parts -> decoded(parts[1]))
                .flatMap(Content::audience)
                .stream();
    }

    private static Optional<String> audience(byte[] claims) {
        WebhookValues values =
                WebhookContent.values("application/json", Optional.empty(), claims, Set.of(AUDIENCE, FIRST_AUDIENCE));
        return values.first(List.of(AUDIENCE, FIRST_AUDIENCE));
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
