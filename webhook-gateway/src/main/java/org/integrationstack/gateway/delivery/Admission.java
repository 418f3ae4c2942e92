package org.integrationstack.gateway.delivery;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.endpoint.Place.Lane;
import org.integrationstack.gateway.signature.SignatureVerifier.Claim;

/** What came of looking at a delivery's head. */
public sealed interface Admission {

    /**
     * Its body may be read, and decides.
     *
     * @param claim empty where it can only be a challenge that nobody has signed
     */
    record Admitted(Place place, Lane lane, Examiner examiner, DeliveryHead head, Optional<Claim> claim)
            implements Admission {

        /** Whose memory its body counts against. */
        public String budget() {
            return place.endpoint()
                    .map(endpoint -> endpoint.id().toString())
                    .orElseGet(() -> place.provider().value());
        }

        /** The largest body worth reading, in bytes. */
        public int maxBytes() {
            return lane.webhooks().maxBytes().bytes();
        }

        /** Verifies the body and makes of it what is sent on. Takes time in proportion to the body. */
        public Uni<Examination> examine(byte[] body) {
            return examiner.examine(this, body);
        }

        /** What the provider wants to hear once the delivery is durable. */
        public Answer answer() {
            return lane.webhooks().answer();
        }
    }

    /** It is a challenge that needs no body. */
    record Challenge(Answer answer) implements Admission {}

    /** It is not taken, whatever its body. */
    record Refused(Refusal reason) implements Admission {}
}
