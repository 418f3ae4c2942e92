package org.integrationstack.sandbox;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** What an app does with the sandbox's GitHub. */
public final class GitHubClient {
    private final Client client;

    public GitHubClient(Client client) {
        this.client = client;
    }

    /** An authorization with a page that decides itself; {@code query} begins with an ampersand. */
    public HttpResponse<String> authorize(String query) {
        return client.get("/github/login/oauth/authorize?client_id=" + SandboxTestBase.CLIENT_ID + query);
    }

    /** A code for octocat. */
    public String code(String query) {
        String location = Client.header(authorize("&auto=allow" + query), "Location");
        return Client.fields(location).get("code");
    }

    /** A token exchange in JSON; {@code fields} follow the client's credentials. */
    public HttpResponse<String> exchange(String fields) {
        return client.post(
                "/github/login/oauth/access_token",
                "client_id=" + SandboxTestBase.CLIENT_ID + "&client_secret=" + SandboxTestBase.CLIENT_SECRET + fields,
                "Accept",
                "application/json");
    }

    /** A token of octocat's. */
    public String token(String scopes) {
        return token(scopes, "octocat");
    }

    public String token(String scopes, String login) {
        String code = code("&scope=" + scopes + "&login=" + login);
        return Client.json(exchange("&code=" + code)).path("access_token").asText();
    }

    public HttpResponse<String> get(String path, String token, String... headers) {
        return call("GET", path, null, token, headers);
    }

    public HttpResponse<String> call(String method, String path, String body, String token, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + token));
        all.addAll(List.of(headers));
        return client.send(method, "/github" + path, body, all.toArray(String[]::new));
    }
}
