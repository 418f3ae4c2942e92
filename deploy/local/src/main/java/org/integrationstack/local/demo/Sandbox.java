package org.integrationstack.local.demo;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What the imitated providers are told to do, and what they, the product's receiver and the mail sink have seen. */
final class Sandbox {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Caller program = new Caller();
    private final String admin;
    private final String product;
    private final String mails;

    Sandbox(Map<String, String> stack) {
        this.admin = stack.get("SANDBOX_URL") + "/_admin";
        this.product = stack.get("SANDBOX_URL") + "/_product";
        this.mails = stack.get("MAIL_URL");
    }

    /**
     * Has a provider send a webhook: what the gateway answered.
     *
     * @param more further members of the order, beginning with a comma, or empty
     */
    JsonNode send(String provider, String event, String more) {
        return program.postJson(
                        admin + "/webhooks",
                        "{\"provider\":\"%s\",\"event\":\"%s\"%s}".formatted(provider, event, more))
                .expect(200)
                .json();
    }

    /** What was sent to an endpoint, as a request to diagnose it. */
    String asDiagnosis(JsonNode attempt, String endpoint) {
        JsonNode request = program.get(admin + "/webhooks/" + attempt.path("id").asText())
                .expect(200)
                .json()
                .path("request");
        ObjectNode diagnosis =
                JSON.createObjectNode().put("provider", attempt.path("provider").asText());
        ObjectNode headers = diagnosis.put("endpoint", endpoint).putObject("headers");
        request.path("headers")
                .properties()
                .forEach(header ->
                        headers.put(header.getKey(), header.getValue().path(0).asText()));
        byte[] body = request.path("body").asText().getBytes(UTF_8);
        return diagnosis
                .put("bodyBase64", Base64.getEncoder().encodeToString(body))
                .toString();
    }

    /** Has a provider end {@code all} or only the {@code access} tokens of everybody's. */
    void end(String provider, String tokens) {
        program.postJson(admin + "/endings", "{\"provider\":\"%s\",\"tokens\":\"%s\"}".formatted(provider, tokens))
                .expect(200);
    }

    /** How many refresh tokens a provider has been sent since the sandbox started. */
    long refreshes(String provider) {
        return items(program.get(admin + "/requests?provider=" + provider))
                .filter(request -> request.path("body").asText().contains("grant_type=refresh_token"))
                .count();
    }

    /** The newest message, check run or workflow run that shows a text. */
    Optional<JsonNode> effect(String kind, String text) {
        return items(program.get(admin + "/effects?kind=" + kind))
                .map(effect -> effect.path("detail"))
                .filter(detail -> detail.toString().contains(text))
                .findFirst();
    }

    /** The newest event that was forwarded to the product and shows a text. */
    Optional<JsonNode> forward(String text) {
        return items(program.get(product))
                .filter(forward -> forward.path("body").asText().contains(text))
                .findFirst();
    }

    /** The mail to that address. */
    Optional<JsonNode> mail(String to) {
        return items(program.get(mails))
                .filter(mail -> mail.path("to").toString().contains(to))
                .findFirst();
    }

    private static Stream<JsonNode> items(Answer answer) {
        return StreamSupport.stream(answer.expect(200).json().path("items").spliterator(), false);
    }
}
