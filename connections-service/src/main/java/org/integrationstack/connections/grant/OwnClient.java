package org.integrationstack.connections.grant;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.integrationstack.common.secret.Secret;

/**
 * A customer's own OAuth client. A grant that it got keeps it in the place of a refresh token: it is what the next token
 * is got with.
 */
public record OwnClient(String id, Secret secret) {
    public OwnClient {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(secret, "secret");
    }

    /** Both in one; form-encoded, as in Source: RFC 6749 section 2.3.1, so that they can be told apart again. */
    public Secret joined() {
        return Secret.of(encode(id) + ":" + encode(secret.reveal()));
    }

    /** The client that was joined so. */
    public static OwnClient of(Secret joined) {
        String[] parts = joined.reveal().split(":", 2);
        return new OwnClient(decode(parts[0]), Secret.of(decode(parts[1])));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
