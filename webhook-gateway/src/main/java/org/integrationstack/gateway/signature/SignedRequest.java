package org.integrationstack.gateway.signature;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What came before the body.
 *
 * @param method in upper case
 * @param url as the sender called it, with its query and percent-escapes: behind an ingress not as it arrived
 * @param headers all values of a header, by its name in any letter case
 * @param remoteAddress the sender's address as a literal; behind an ingress not the peer's
 */
public record SignedRequest(String method, String url, Function<String, List<String>> headers, String remoteAddress) {

    private static final String UNKNOWN_CONTENT = "application/octet-stream";

    /** The value of a header that is there once; two could be read as two things, by us and by a proxy before us. */
    public Optional<String> only(String header) {
        List<String> values = headers.apply(header);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** The body's media type, as it is written. */
    public String contentType() {
        return only("Content-Type").orElse(UNKNOWN_CONTENT);
    }
}
