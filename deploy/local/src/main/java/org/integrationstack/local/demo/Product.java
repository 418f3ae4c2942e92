package org.integrationstack.local.demo;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/** A product that uses the stack on alice's behalf. */
final class Product {

    private static final String JSON = "application/json";

    private final Caller program = new Caller();
    private final Map<String, String> stack;

    Product(Map<String, String> stack) {
        this.stack = stack;
    }

    JsonNode providers() {
        return program.get(url("CONNECTIONS_URL", "/api/providers"))
                .expect(200)
                .json()
                .path("items");
    }

    JsonNode connection(String id) {
        return program.get(connectionUrl(id), token()).expect(200).json();
    }

    /** Refreshes, checks, pauses or resumes: the connection afterwards. */
    JsonNode act(String id, String action) {
        return program.post(connectionUrl(id) + "/" + action, token())
                .expect(200)
                .json();
    }

    Answer disconnect(String id) {
        return program.delete(connectionUrl(id), token()).expect(202);
    }

    Stream<JsonNode> activities(String id) {
        return items(program.get(url("CONNECTIONS_URL", "/api/activity?connection=" + id), token())
                .expect(200)
                .json());
    }

    /** A call through the proxy, whatever comes of it. */
    Answer call(String id, String path) {
        return program.get(url("PROXY_URL", "/proxy/" + id + path), token());
    }

    /** What somebody of another tenant sees of a connection, and of a call through it. */
    String asStranger(String id, String path) {
        String mallory = stack.get("OTHER_TENANT_TOKEN");
        int read = program.get(connectionUrl(id), mallory).expect(404).status();
        int call = program.get(url("PROXY_URL", "/proxy/" + id + path), mallory)
                .expect(404)
                .status();
        return "connection %d, proxy %d".formatted(read, call);
    }

    String withoutToken() {
        return "%d"
                .formatted(program.get(url("CONNECTIONS_URL", "/api/connections"))
                        .expect(401)
                        .status());
    }

    String withUnknownProvider() {
        int webhook = program.postJson(url("GATEWAY_URL", "/webhooks/nowhere"), "{}")
                .expect(404)
                .status();
        int connect = program.get(url("CONNECTIONS_URL", "/api/connect/nowhere"))
                .expect(404)
                .status();
        return "webhook %d, connect %d".formatted(webhook, connect);
    }

    /** Changes a connection's settings: all of them afterwards. */
    JsonNode set(String connection, String settings) {
        return program.send(
                        "PATCH",
                        connectionUrl(connection),
                        token(),
                        "application/merge-patch+json",
                        "{\"settings\":" + settings + "}")
                .expect(200)
                .json()
                .path("settings");
    }

    /** A new webhook endpoint: with its address and, this once, its secret. */
    JsonNode endpoint(String provider, String connection, String values) {
        String body =
                "{\"provider\":\"%s\",\"connection\":\"%s\",\"values\":%s}".formatted(provider, connection, values);
        return post("CONNECTIONS_URL", "/api/webhook-endpoints", body)
                .expect(201)
                .json();
    }

    /** Gives an endpoint another secret, and the one before a day to live on. */
    JsonNode rotate(String endpoint) {
        return post("CONNECTIONS_URL", "/api/webhook-endpoints/" + endpoint + "/rotate-secret", "{}")
                .expect(200)
                .json();
    }

    /** Tells of an order that is to be paid: the order as it is known then. */
    JsonNode order(String payment, String order) {
        Answer answer = program.send("PUT", orderUrl(payment), service(), JSON, order);
        return answer.expectOneOf(200, 201).json();
    }

    JsonNode order(String payment) {
        return program.get(orderUrl(payment), service()).expect(200).json();
    }

    /** The newest delivery of a provider's id, as an admin sees it. */
    Optional<JsonNode> delivery(String deliveryId) {
        return delivery(deliveryId, "ADMIN_TOKEN");
    }

    /** The same of nobody's, as an operator sees it. */
    Optional<JsonNode> unrouted(String deliveryId) {
        return delivery(deliveryId, "OPERATOR_TOKEN");
    }

    private Optional<JsonNode> delivery(String deliveryId, String token) {
        return items(program.get(url("WORKER_URL", "/api/deliveries"), stack.get(token))
                        .expect(200)
                        .json())
                .filter(delivery -> delivery.path("deliveryId").asText().equals(deliveryId))
                .findFirst();
    }

    Stream<JsonNode> effects(String delivery) {
        return items(program.get(deliveryUrl(delivery) + "/effects", stack.get("ADMIN_TOKEN"))
                .expect(200)
                .json());
    }

    /** Has a delivery handled once more: the delivery that this is. */
    JsonNode replay(String delivery) {
        return program.send("POST", deliveryUrl(delivery) + "/replay", service(), JSON, "{}")
                .expect(202)
                .json();
    }

    /** A delivery, by our own id of it. */
    JsonNode handled(String delivery) {
        return program.get(deliveryUrl(delivery), stack.get("ADMIN_TOKEN"))
                .expect(200)
                .json();
    }

    /** Why a request does not verify. */
    JsonNode diagnose(String request) {
        return program.send(
                        "POST", url("GATEWAY_URL", "/api/signature-diagnosis"), stack.get("ADMIN_TOKEN"), JSON, request)
                .expect(200)
                .json();
    }

    private Answer post(String service, String path, String body) {
        return program.send("POST", url(service, path), token(), JSON, body);
    }

    private String deliveryUrl(String delivery) {
        return url("WORKER_URL", "/api/deliveries/" + delivery);
    }

    private String orderUrl(String payment) {
        return url("WORKER_URL", "/api/orders/" + payment);
    }

    private String service() {
        return stack.get("SERVICE_TOKEN");
    }

    private String connectionUrl(String id) {
        return url("CONNECTIONS_URL", "/api/connections/" + id);
    }

    private String url(String service, String path) {
        return stack.get(service) + path;
    }

    private String token() {
        return stack.get("USER_TOKEN");
    }

    private static Stream<JsonNode> items(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false);
    }
}
