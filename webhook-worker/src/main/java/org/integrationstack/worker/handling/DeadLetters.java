package org.integrationstack.worker.handling;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.DeadLetter;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.Payload;
import org.integrationstack.worker.delivery.SealedPayload;

/**
 * Tells {@code webhooks.dead-letter} of deliveries that were given up, exactly when that commits. On its way through the
 * outbox the body is sealed, as everywhere in the database. Thread-safe.
 */
@ApplicationScoped
public class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final Payload NONE = new Payload("application/octet-stream", Map.of(), new byte[0]);

    private final Outbox outbox;
    private final Sealer sealer;

    DeadLetters(Outbox outbox, Sealer sealer) {
        this.outbox = outbox;
        this.sealer = sealer;
    }

    /** Adds the dead letter of a delivery in the transaction that gives it up. */
    Uni<Void> add(SqlConnection transaction, Delivery delivery, SealedPayload sealed, String reason) {
        Payload payload = open(delivery, sealed);
        DeadLetter letter = new DeadLetter(
                delivery.id().value(),
                delivery.event(),
                delivery.tenant().orElseThrow(),
                delivery.provider(),
                delivery.connection(),
                delivery.endpoint(),
                delivery.account(),
                delivery.type(),
                delivery.deliveryId(),
                reason,
                delivery.attempts(),
                delivery.receivedAt(),
                Instant.now(),
                payload.headers(),
                payload.contentType(),
                payload.body());
        byte[] body = sealer.seal(payload.body(), place(letter.delivery().toString()));
        return outbox.append(
                transaction,
                Topics.WEBHOOKS_DEAD_LETTER,
                delivery.key(),
                letter.toCloudEvent().withData(body));
    }

    /** What the outbox has of an event, as it is to be published: a dead letter's body in the clear. */
    public byte[] unseal(String topic, String event, byte[] payload) {
        return topic.equals(Topics.WEBHOOKS_DEAD_LETTER.name()) ? sealer.open(payload, place(event)) : payload;
    }

    private static byte[] place(String event) {
        return ("dead letter " + event).getBytes(StandardCharsets.UTF_8);
    }

    /** What was given up because its payload does not open is told without it. */
    private static Payload open(Delivery delivery, SealedPayload sealed) {
        try {
            return sealed.open();
        } catch (RuntimeException e) {
            LOG.warnf("the dead letter of delivery %s is without its payload: %s", delivery.id(), e.getMessage());
            return NONE;
        }
    }
}
