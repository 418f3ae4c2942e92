package org.integrationstack.sandbox;

import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;

/** What an app does with the sandbox's Google. */
public final class GoogleClient {
    public static final String ADA = "ada@example.com";
    public static final String GRACE = "grace.hopper@gmail.com";

    private final Client client;

    public GoogleClient(Client client) {
        this.client = client;
    }

    /** An authorization of {@code scope}; {@code query} begins with an ampersand. */
    public HttpResponse<String> authorize(String scope, String query) {
        return client.get("/google/o/oauth2/v2/auth?response_type=code&client_id=" + SandboxTestBase.CLIENT_ID
                + "&redirect_uri=" + SandboxTestBase.REDIRECT_URI + "&scope=" + scope.replace(" ", "%20") + query);
    }

    /** A code for Ada, unless {@code query} says otherwise. */
    public String code(String scope, String query) {
        String location = Client.header(authorize(scope, "&auto=allow" + query), "Location");
        return Client.fields(location).get("code");
    }

    /** A token request; {@code fields} follow the client's credentials. */
    public HttpResponse<String> token(String fields) {
        return client.post(
                "/google/token",
                "client_id=" + SandboxTestBase.CLIENT_ID + "&client_secret=" + SandboxTestBase.CLIENT_SECRET + fields);
    }

    public HttpResponse<String> redeem(String code, String fields) {
        return token("&grant_type=authorization_code&redirect_uri=" + SandboxTestBase.REDIRECT_URI + "&code=" + code
                + fields);
    }

    public HttpResponse<String> refresh(String refreshToken) {
        return token("&grant_type=refresh_token&refresh_token=" + refreshToken);
    }

    /** The token answer of a whole authorization. */
    public JsonNode connect(String scope, String query) {
        return Client.json(redeem(code(scope, query), ""));
    }

    /** An access token of Ada's. */
    public String accessToken(String scope) {
        return connect(scope, "").path("access_token").asText();
    }

    public HttpResponse<String> call(String method, String path, String body, String token) {
        return client.send(method, "/google" + path, body, "Authorization", "Bearer " + token);
    }

    public HttpResponse<String> get(String path, String token) {
        return call("GET", path, null, token);
    }

    public HttpResponse<String> userInfo(String token) {
        return get("/v1/userinfo", token);
    }

    public HttpResponse<String> revoke(String token) {
        return client.post("/google/revoke", "token=" + token);
    }
}
