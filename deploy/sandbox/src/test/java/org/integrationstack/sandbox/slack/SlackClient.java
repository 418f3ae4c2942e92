package org.integrationstack.sandbox.slack;

import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.sandbox.Client;

import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

/** The registered app at Slack. */
final class SlackClient {
    static final String SUE = "sue@softball.example";
    static final String BOB = "bob@softball.example";
    static final String PAT = "pat@pickleball.example";

    private final Client client;
    private final String clientId;
    private final String clientSecret;

    SlackClient(Client client, String clientId, String clientSecret) {
        this.client = client;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    /** An authorization that is decided without a page; {@code query} begins with an ampersand. */
    HttpResponse<String> authorize(String query) {
        return client.get("/slack/oauth/v2/authorize?auto=allow&client_id=" + clientId + query);
    }

    /** A code for Sue, unless {@code query} says otherwise. */
    String code(String query) {
        return fields(header(authorize(query), "Location")).get("code");
    }

    /** {@code oauth.v2.access}; {@code fields} follow the client's credentials. */
    JsonNode access(String fields) {
        HttpResponse<String> response = client.post(
                "/slack/api/oauth.v2.access", "client_id=" + clientId + "&client_secret=" + clientSecret + fields);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return json(response);
    }

    JsonNode refresh(String refreshToken) {
        return access("&grant_type=refresh_token&refresh_token=" + refreshToken);
    }

    /** The token answer of a whole installation. */
    JsonNode install(String query) {
        return access("&code=" + code(query));
    }

    /** A method called with a form. */
    HttpResponse<String> call(String method, String form, String token) {
        return client.post("/slack/api/" + method, form, "Authorization", "Bearer " + token);
    }

    /** Whether a token is good, as {@code ok}, or else the error. */
    String test(String token) {
        JsonNode answer = json(call("auth.test", "", token));
        return answer.path("ok").asBoolean() ? "ok" : answer.path("error").asText();
    }
}
