package org.integrationstack.connections.console;

import java.util.List;
import java.util.Optional;

/**
 * One connection, and where its provider sends webhooks.
 *
 * @param shown what was just made, this once
 * @param problem what was wrong with a form as a whole
 * @param form to make an endpoint; empty where there can be none now
 * @param webhooks whether the provider sends any that are known here
 * @param more whether there are more endpoints than are shown
 */
public record ConnectionPage(
        IntegrationsPage.Person person,
        ConnectionRow row,
        Optional<Shown> shown,
        Optional<String> problem,
        boolean webhooks,
        List<EndpointRow> endpoints,
        boolean more,
        Optional<NewEndpoint> form) {

    /**
     * An endpoint or a secret that was just made.
     *
     * @param secret that was made here; empty where the provider had given it, or signs with none
     */
    public record Shown(String heading, String url, Optional<String> secret) {
        @Override
        public String toString() {
            return "Shown[redacted]";
        }
    }

    /**
     * An endpoint.
     *
     * @param values as {@code title: value}
     * @param rotation to give it another secret; empty where the provider signs with none
     */
    public record EndpointRow(
            String id,
            String url,
            Moment since,
            List<String> values,
            Optional<Moment> handshakeUntil,
            List<SecretRow> secrets,
            Optional<Rotation> rotation) {}

    /** @param until when it ends; empty for the current one */
    public record SecretRow(Moment since, Optional<Moment> until) {}

    /** @param once tells this form from all others, so that it counts once however often it is sent */
    public record NewEndpoint(String once, List<ConnectPage.Field> fields, boolean makesSecret) {}

    /** @param once as of {@link NewEndpoint} */
    public record Rotation(String once, ConnectPage.Field secret, boolean makesSecret, List<Overlap> overlaps) {}

    /** How long the secret of before goes on working. */
    public record Overlap(String value, String text, boolean chosen) {}
}
