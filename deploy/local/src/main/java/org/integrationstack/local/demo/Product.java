package org.integrationstack.local.demo;

import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/** A product that uses the stack on alice's behalf, and orders what the sandbox is to do. */
final class Product {

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

    /** Has the sandbox send a webhook: what the gateway answered. */
    JsonNode orderWebhook(String order) {
        return program.postJson(url("SANDBOX_URL", "/_admin/webhooks"), order)
                .expect(200)
                .json();
    }

    /** Has a provider end {@code all} or only the {@code access} tokens of everybody's, without a word to anyone. */
    void end(String provider, String tokens) {
        program.postJson(
                        url("SANDBOX_URL", "/_admin/endings"),
                        "{\"provider\":\"%s\",\"tokens\":\"%s\"}".formatted(provider, tokens))
                .expect(200);
    }

    /** How many refresh tokens a provider has been sent since the sandbox started. */
    long refreshes(String provider) {
        return items(program.get(url("SANDBOX_URL", "/_admin/requests?provider=" + provider))
                        .expect(200)
                        .json())
                .filter(request -> request.path("body").asText().contains("grant_type=refresh_token"))
                .count();
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
