package org.integrationstack.gateway.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.integrationstack.gateway.signature.SignedRequest;

/** What came before the body. */
public record DeliveryHead(Instant receivedAt, SignedRequest request) {

    /** All values in one, as HTTP allows to write them; empty where the header is not there. Source: RFC 9110, 5.2. */
    Optional<String> header(String name) {
        List<String> values = request.headers().apply(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    boolean isEncoded() {
        return header("Content-Encoding")
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .isPresent();
    }
}
