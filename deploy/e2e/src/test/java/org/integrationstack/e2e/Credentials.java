package org.integrationstack.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.integrationstack.local.Tokens;

/** Asks for credentials as the proxy does: with the token of one of our own services. */
final class Credentials {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String token;

    Credentials(RunningStack stack) {
        Map<String, String> proxy = Replica.environment(stack, "PID_PROXY");
        this.token = new Tokens(URI.create(stack.env("TOKEN_URL")))
                .get(proxy.get("OIDC_CLIENT_ID"), proxy.get("OIDC_CLIENT_SECRET"));
    }

    CompletableFuture<HttpResponse<String>> ask(String service, String connection) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(service + "/internal/connections/" + connection + "/credentials"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Integration-Tenant", "acme")
                .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }
}
