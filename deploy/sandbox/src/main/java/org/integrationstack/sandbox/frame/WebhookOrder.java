package org.integrationstack.sandbox.frame;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What {@code POST /_admin/webhooks} asks a provider to send.
 *
 * @param event the provider's own name of it
 * @param target where to
 * @param secret signs instead of the registered one
 * @param deliveryId instead of a new one, to imitate a redelivery
 * @param payload merged over the provider's usual payload (RFC 7396)
 * @param rawBody sent instead of any payload, byte for byte
 */
public record WebhookOrder(
        String event,
        URI target,
        Signature signature,
        Optional<String> secret,
        Optional<String> deliveryId,
        Optional<ObjectNode> payload,
        Optional<String> rawBody) {

    static final Set<String> MEMBERS =
            Set.of("provider", "event", "target", "signature", "secret", "deliveryId", "payload", "rawBody");

    /** How a webhook is signed. */
    public enum Signature {
        /** Right. */
        VALID,
        /** Well-formed, but made with another secret. */
        INVALID,
        /** No signature header at all. */
        MISSING,
        /** The right signature header, sent twice. */
        DOUBLED
    }

    static WebhookOrder read(Input input, URI defaultTarget) {
        return new WebhookOrder(
                input.requiredText("event"),
                input.address("target").orElse(defaultTarget),
                input.choice("signature", Signature.class).orElse(Signature.VALID),
                input.text("secret"),
                input.text("deliveryId"),
                input.object("payload"),
                input.text("rawBody"));
    }
}
