package org.integrationstack.e2e;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** A product that uses the stack: connects an account for alice by a link, and asks the services about it. */
final class Product {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String RETURN_TO = "/settings/integrations";

    private final RunningStack stack;
    private final HttpClient http = client();

    Product(RunningStack stack) {
        this.stack = stack;
    }

    String connectGitHub() {
        return connect("github", "octocat");
    }

    /** Makes a link, follows it as alice's browser would with somebody's consent, and redeems the code it comes back with. */
    String connect(String provider, String login) {
        JsonNode link =
                json(post("CONNECTIONS_URL", "/api/connect/" + provider, "{\"returnTo\":\"" + RETURN_TO + "\"}"), 201);
        HttpClient browser = client();
        URI authorize = follow(browser, URI.create(link.path("authorizationUrl").asText()));
        URI callback = follow(browser, URI.create(authorize + "&auto=allow&login=" + login));
        URI back = follow(browser, callback);
        assertThat(back.getQuery()).as("where the browser ends: %s", back).startsWith("code=");
        String code = back.getQuery().substring("code=".length());
        JsonNode connection =
                json(post("CONNECTIONS_URL", "/api/connections/redeem", "{\"code\":\"" + code + "\"}"), 201);
        return connection.path("id").asText();
    }

    Optional<String> status(String connection) {
        return answered("CONNECTIONS_URL", "/api/connections/" + connection)
                .map(found -> found.path("status").asText());
    }

    /** The connection as its owner sees it. */
    JsonNode connection(String id) {
        return json(
                send(
                        http,
                        authorized("CONNECTIONS_URL", "/api/connections/" + id).build()),
                200);
    }

    /** Changes what a connection's owner may change. */
    void edit(String id, String patch) {
        json(
                send(
                        http,
                        authorized("CONNECTIONS_URL", "/api/connections/" + id)
                                .header("Content-Type", "application/merge-patch+json")
                                .method("PATCH", BodyPublishers.ofString(patch))
                                .build()),
                200);
    }

    /** How many refresh tokens a provider has been sent since the sandbox started. */
    long refreshes(String provider) {
        JsonNode items = json(
                        send(
                                http,
                                request("SANDBOX_URL", "/_admin/requests?provider=" + provider)
                                        .build()),
                        200)
                .path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(request -> request.path("body").asText().contains("grant_type=refresh_token"))
                .count();
    }

    /** What came of calls at the imitated providers: {@code total} and {@code distinct}, by the kind of effect. */
    JsonNode effects(String kind) {
        return json(
                        send(
                                http,
                                request("SANDBOX_URL", "/_admin/effects?kind=" + kind)
                                        .build()),
                        200)
                .path("counts")
                .path(kind);
    }

    /** Changes how providers behave. */
    void settings(String settings) {
        json(
                send(
                        http,
                        request("SANDBOX_URL", "/_admin/settings")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(settings))
                                .build()),
                200);
    }

    /** How many pushes the activity log shows for a connection; 0 while the service is away. */
    long pushesSeen(String connection) {
        return answered("CONNECTIONS_URL", "/api/activity?type=github.push&connection=" + connection)
                .map(page -> page.path("items").size())
                .orElse(0);
    }

    /** Whether a call through the proxy reaches the provider, or a cached answer of it. */
    boolean callsGitHub(String connection) {
        return answered("PROXY_URL", "/proxy/" + connection + "/user/repos")
                .filter(JsonNode::isArray)
                .isPresent();
    }

    /** Has the sandbox send a push of that id; returns what the gateway answered, 0 if it was away. */
    int sendPush(String deliveryId) {
        return sendWebhook("{\"provider\":\"github\",\"event\":\"push\",\"deliveryId\":\"%s\"}".formatted(deliveryId));
    }

    /** Has the sandbox send a webhook; returns what the gateway answered, 0 if it was away. */
    int sendWebhook(String order) {
        try {
            HttpResponse<String> answer = http.send(
                    request("SANDBOX_URL", "/_admin/webhooks")
                            .POST(BodyPublishers.ofString(order))
                            .header("Content-Type", "application/json")
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? JSON.readTree(answer.body()).path("status").asInt()
                    : 0;
        } catch (IOException away) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A new webhook endpoint of a connection, with its secret. */
    JsonNode endpoint(String provider, String connection) {
        String body = "{\"provider\":\"%s\",\"connection\":\"%s\"}".formatted(provider, connection);
        return json(post("CONNECTIONS_URL", "/api/webhook-endpoints", body), 201);
    }

    boolean isReady(String urlKey) {
        try {
            return http.send(request(urlKey, "/q/health/ready").build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException away) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<JsonNode> answered(String urlKey, String path) {
        try {
            HttpResponse<String> answer = http.send(authorized(urlKey, path).build(), BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException away) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> post(String urlKey, String path, String body) {
        return send(
                http,
                authorized(urlKey, path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    private static URI follow(HttpClient browser, URI address) {
        HttpResponse<String> answer = send(
                browser,
                HttpRequest.newBuilder(address)
                        .timeout(PATIENCE)
                        .header("Accept", "text/html")
                        .build());
        assertThat(answer.statusCode()).as("%s: %s", address, answer.body()).isBetween(300, 399);
        return address.resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(request.toString(), e);
        }
    }

    private HttpRequest.Builder authorized(String urlKey, String path) {
        return request(urlKey, path).header("Authorization", "Bearer " + stack.env("USER_TOKEN"));
    }

    private HttpRequest.Builder request(String urlKey, String path) {
        return HttpRequest.newBuilder(URI.create(stack.env(urlKey) + path)).timeout(PATIENCE);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }
}
