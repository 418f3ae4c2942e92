package org.integrationstack.gateway.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.provider.Webhooks.When;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.gateway.signature.SignatureVerifier;
import org.integrationstack.gateway.signature.SignedRequest;
import org.integrationstack.gateway.signature.Trust;

/**
 * Where deliveries come to.
 *
 * @param endpoint the tenant's endpoint; empty for the provider's own address
 * @param lanes one for each kind of delivery that the definition has, in its order
 */
public record Place(ProviderId provider, Optional<WebhookEndpoint> endpoint, List<Lane> lanes) {

    public Place {
        lanes = List.copyOf(lanes);
    }

    /**
     * One kind of delivery to one place.
     *
     * @param verifier empty where nothing could ever be genuine, for want of a secret or a value
     */
    public record Lane(Webhooks webhooks, Trust trust, Optional<SignatureVerifier> verifier) {}

    /** Whether anything could ever be genuine here. */
    public boolean isOpen() {
        return lanes.stream().anyMatch(lane -> lane.verifier().isPresent());
    }

    /** Where a request belongs: the first lane whose condition it meets. Empty where it meets none. */
    public Optional<Lane> lane(SignedRequest request) {
        return lanes.stream()
                .filter(lane ->
                        lane.webhooks().when().map(when -> isMet(when, request)).orElse(true))
                .findFirst();
    }

    private static boolean isMet(When when, SignedRequest request) {
        if (when instanceof When.Header header) {
            return !request.headers().apply(header.name()).isEmpty();
        }
        return Query.of(request).value(((When.Query) when).name()).isPresent();
    }

    /** Whether challenges that nobody has signed are answered here. */
    public boolean awaitsVerification(Instant now) {
        return endpoint.flatMap(WebhookEndpoint::handshakeUntil)
                .filter(now::isBefore)
                .isPresent();
    }
}
