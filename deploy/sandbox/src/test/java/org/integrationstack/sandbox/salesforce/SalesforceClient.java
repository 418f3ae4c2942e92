package org.integrationstack.sandbox.salesforce;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.sandbox.Client;

import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

/** The registered app at Salesforce. */
final class SalesforceClient {
    /** Source: RFC 7636 appendix B. */
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    static final String CHALLENGE =
            "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final Client client;
    private final String app;
    private final String redirectUri;

    SalesforceClient(Client client, String clientId, String clientSecret, String redirectUri) {
        this.client = client;
        this.app = "client_id=" + clientId + "&client_secret=" + clientSecret;
        this.redirectUri = "&redirect_uri=" + URLEncoder.encode(redirectUri, StandardCharsets.UTF_8);
    }

    /** An authorization that is decided without a page; {@code query} begins with an ampersand. */
    HttpResponse<String> authorize(String query) {
        return client.get("/salesforce/services/oauth2/authorize?auto=allow&response_type=code&"
                + app.substring(0, app.indexOf('&')) + redirectUri + query);
    }

    /** A code for Wile, still percent-encoded as it should be sent on. */
    String code(String query) {
        String code = fields(header(authorize(CHALLENGE + query), "Location")).get("code");
        return URLEncoder.encode(code, StandardCharsets.UTF_8);
    }

    HttpResponse<String> token(String fields) {
        return client.post("/salesforce/services/oauth2/token", app + fields);
    }

    HttpResponse<String> redeem(String code) {
        return token("&grant_type=authorization_code&code_verifier=" + VERIFIER + redirectUri + "&code=" + code);
    }

    /** The tokens of a fresh consent. */
    JsonNode connect(String query) {
        return json(redeem(code(query)));
    }

    HttpResponse<String> refresh(JsonNode tokens) {
        return token("&grant_type=refresh_token&refresh_token="
                + tokens.path("refresh_token").asText());
    }

    JsonNode introspect(JsonNode tokens, String which) {
        return json(client.post(
                "/salesforce/services/oauth2/introspect",
                app + "&token=" + encoded(tokens.path(which).asText())));
    }

    HttpResponse<String> revoke(JsonNode tokens, String which) {
        return client.post(
                "/salesforce/services/oauth2/revoke",
                "token=" + encoded(tokens.path(which).asText()));
    }

    HttpResponse<String> get(String path, JsonNode tokens, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + tokens.path("access_token").asText();
        return client.get("/salesforce" + path, all);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
