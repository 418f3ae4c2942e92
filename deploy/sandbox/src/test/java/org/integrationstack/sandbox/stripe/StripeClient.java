package org.integrationstack.sandbox.stripe;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.sandbox.Client;

import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

/** The platform at Stripe. */
final class StripeClient {
    private final Client client;
    private final String clientId;
    private final String platformKey;

    StripeClient(Client client, String clientId, String platformKey) {
        this.client = client;
        this.clientId = clientId;
        this.platformKey = platformKey;
    }

    /** An authorization that is decided without a page; {@code query} begins with an ampersand. */
    HttpResponse<String> authorize(String query) {
        return client.get("/stripe/oauth/authorize?auto=allow&response_type=code&client_id=" + clientId + query);
    }

    String code(String query) {
        return fields(header(authorize(query), "Location")).get("code");
    }

    HttpResponse<String> token(String fields) {
        return client.post("/stripe/oauth/token", "client_secret=" + platformKey + fields);
    }

    HttpResponse<String> redeem(String code) {
        return token("&grant_type=authorization_code&code=" + code);
    }

    JsonNode connect(String query) {
        return json(redeem(code(query)));
    }

    HttpResponse<String> deauthorize(String account) {
        return client.post(
                "/stripe/oauth/deauthorize",
                "client_id=" + clientId + "&stripe_user_id=" + account,
                "Authorization",
                "Bearer " + platformKey);
    }

    HttpResponse<String> get(String path, String key, String... headers) {
        return call("GET", path, null, key, headers);
    }

    HttpResponse<String> post(String path, String form, String key, String... headers) {
        return call("POST", path, form, key, headers);
    }

    private HttpResponse<String> call(String method, String path, String body, String key, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + key));
        all.addAll(List.of(headers));
        return client.send(method, "/stripe" + path, body, all.toArray(String[]::new));
    }
}
