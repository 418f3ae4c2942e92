package org.integrationstack.connections.endpoint;

import java.time.Instant;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.webhook.WebhookEndpoint;

/** Tells of endpoints, in the caller's transaction: what is told is told if, and only if, it was committed. */
public interface EndpointEvents {

    /** The endpoint as it is, for the gateway. */
    Uni<Void> changed(WebhookEndpoint endpoint, Instant at);

    /** That it is gone, for the gateway. */
    Uni<Void> gone(Endpoint endpoint);

    /** That somebody did that, for the activity log. */
    Uni<Void> happened(Endpoint endpoint, Act act, UserId by, Instant at);

    /** What can happen to an endpoint. */
    enum Act {
        CREATED("webhook-endpoint.created", "Created a webhook endpoint for %s"),
        ROTATED("webhook-endpoint.secret_rotated", "Changed the secret of a webhook endpoint for %s"),
        DELETED("webhook-endpoint.deleted", "Deleted a webhook endpoint for %s");

        private final String type;
        private final String sentence;

        Act(String type, String sentence) {
            this.type = type;
            this.sentence = sentence;
        }

        /** The activity's type. */
        public String type() {
            return type;
        }

        /** The act in words, for people. */
        public String summary(String provider) {
            return sentence.formatted(provider);
        }
    }
}
