package org.integrationstack.worker.delivery;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.Optional;

import org.integrationstack.common.event.ReceivedWebhook;

/** A webhook as read from the log, verified, with the W3C trace context of the provider's request. */
public record Arrival(ReceivedWebhook webhook, Optional<String> traceParent) {
    public Arrival {
        Objects.requireNonNull(webhook, "webhook");
        Objects.requireNonNull(traceParent, "traceParent");
    }

    /**
     * What it is known by beside the provider's id where the provider signs neither id nor type: else whoever has seen
     * one could send it again as another. The SHA-256 of the body; empty where the id is signed.
     */
    public Optional<byte[]> bodyHash() {
        return webhook.idSigned() ? Optional.empty() : Optional.of(sha256(webhook.body()));
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
