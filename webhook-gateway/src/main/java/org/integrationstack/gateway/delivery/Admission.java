package org.integrationstack.gateway.delivery;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.gateway.signature.SignatureVerifier.Claim;

/** What came of looking at a delivery's head. */
public sealed interface Admission {

    /** Its body may be read, and decides. */
    record Admitted(Entrance entrance, DeliveryHead head, Claim claim) implements Admission {

        /** The largest body worth reading, in bytes. */
        public int maxBytes() {
            return entrance.webhooks().maxBytes().bytes();
        }

        /** Verifies the body and makes of it what is sent on. Takes time in proportion to the body. */
        public Uni<Examination> examine(byte[] body) {
            return entrance.examine(head, claim, body);
        }

        /** What the provider wants to hear once the delivery is durable. */
        public Answer answer() {
            return entrance.webhooks().answer();
        }
    }

    /** It is not taken, whatever its body. */
    record Refused(Refusal reason) implements Admission {}
}
