package org.integrationstack.sandbox.salesforce;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Input;
import org.integrationstack.sandbox.frame.Json;

/**
 * What can be changed about this Salesforce.
 *
 * @param session how long an access token is good, which no answer tells but introspection
 * @param rotation whether each refresh token is good once, and one that comes again takes its family
 *     along
 * @param refreshTokenIdle how long a refresh token may rest unused
 * @param pkceRequired whether a request without a code challenge is refused
 * @param clientCredentials whether the app may have tokens of its own
 * @param apiRequests per org and day
 * @param outboundMessages types of records of which a message is sent when one is made
 */
record Settings(
        Duration session,
        boolean rotation,
        Duration refreshTokenIdle,
        boolean pkceRequired,
        boolean clientCredentials,
        int apiRequests,
        List<String> outboundMessages) {
    private static final Set<String> MEMBERS = Set.of(
            "sessionSeconds",
            "refreshTokenRotation",
            "refreshTokenIdleSeconds",
            "pkceRequired",
            "clientCredentials",
            "apiRequestsPerDay",
            "outboundMessages");

    /**
     * Source: help.salesforce.com, "Modify Session Security Settings" (2 hours unless an org says
     * otherwise), "Limit the Idle Refresh Token TTL in Connected Apps" (30 days), "Require PKCE" for
     * apps that many orgs use; developer.salesforce.com, "API Request Limits and Allocations" (15,000
     * in a developer org).
     */
    static final Settings DEFAULT =
            new Settings(Duration.ofHours(2), true, Duration.ofDays(30), true, true, 15_000, List.of());

    Settings {
        outboundMessages = List.copyOf(outboundMessages);
    }

    Settings with(ObjectNode changes) {
        Input input = Input.of(changes, MEMBERS);
        return new Settings(
                input.seconds("sessionSeconds", 1).orElse(session),
                input.flag("refreshTokenRotation").orElse(rotation),
                input.seconds("refreshTokenIdleSeconds", 1).orElse(refreshTokenIdle),
                input.flag("pkceRequired").orElse(pkceRequired),
                input.flag("clientCredentials").orElse(clientCredentials),
                input.number("apiRequestsPerDay", 0, Integer.MAX_VALUE).orElse(apiRequests),
                input.list("outboundMessages").orElse(outboundMessages));
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("sessionSeconds", session.toSeconds())
                .put("refreshTokenRotation", rotation)
                .put("refreshTokenIdleSeconds", refreshTokenIdle.toSeconds())
                .put("pkceRequired", pkceRequired)
                .put("clientCredentials", clientCredentials)
                .put("apiRequestsPerDay", apiRequests);
        json.set("outboundMessages", Json.texts(outboundMessages));
        return json;
    }
}
