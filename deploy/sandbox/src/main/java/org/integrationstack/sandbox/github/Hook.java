package org.integrationstack.sandbox.github;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Webhook;

/**
 * A repository's webhook and its deliveries, newest first. Confined to the event loop.
 *
 * @param events {@code *} means all
 * @param form whether the payload comes in the form field {@code payload} instead of as JSON
 */
record Hook(
        long id,
        URI url,
        boolean form,
        Optional<String> secret,
        Set<String> events,
        boolean active,
        String createdAt,
        List<Delivery> deliveries) {
    private static final int KEPT = 100;

    /** A delivery in the API's form, and what was sent. */
    record Delivery(long id, Webhook webhook, ObjectNode json) {}

    Hook(long id, URI url, boolean form, Optional<String> secret, Set<String> events, boolean active, String at) {
        this(id, url, form, secret, events, active, at, new ArrayList<>());
    }

    boolean wants(String event) {
        return active && (events.contains("*") || events.contains(event));
    }

    /** Adds the newest delivery to those of a hook, which are kept for a while. */
    static void keep(List<Delivery> deliveries, Delivery newest) {
        deliveries.add(0, newest);
        if (deliveries.size() > KEPT) {
            deliveries.remove(KEPT);
        }
    }

    /** A delivery as a list shows it. */
    static ObjectNode listed(Delivery delivery) {
        return delivery.json().deepCopy().remove(List.of("request", "response", "url"));
    }

    /** The delivery of that id. */
    static Optional<Delivery> find(List<Delivery> deliveries, long id) {
        return deliveries.stream().filter(delivery -> delivery.id == id).findFirst();
    }

    /** The secret is never shown. */
    ObjectNode json(Repository repository) {
        String address = repository.api() + "/hooks/" + id;
        ObjectNode json = Json.object()
                .put("type", "Repository")
                .put("id", id)
                .put("name", "web")
                .put("active", active);
        json.set("events", Json.texts(events));
        ObjectNode config = json.putObject("config")
                .put("content_type", form ? "form" : "json")
                .put("insecure_ssl", "0")
                .put("url", url.toString());
        secret.ifPresent(hidden -> config.put("secret", "********"));
        return json.put("updated_at", createdAt)
                .put("created_at", createdAt)
                .put("url", address)
                .put("test_url", address + "/test")
                .put("ping_url", address + "/pings")
                .put("deliveries_url", address + "/deliveries");
    }
}
