package org.integrationstack.local.demo;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Sends requests: as a program with a bearer token, or as a browser, which keeps cookies and follows redirects. */
final class Caller {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_REDIRECTS = 20;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.of(null))
            .connectTimeout(PATIENCE)
            .build();

    Answer get(String url) {
        return send(request(url));
    }

    Answer get(String url, String token) {
        return send(request(url).header("Authorization", "Bearer " + token));
    }

    Answer delete(String url, String token) {
        return send(request(url).header("Authorization", "Bearer " + token).DELETE());
    }

    /** Without a body. */
    Answer post(String url, String token) {
        return send(request(url).header("Authorization", "Bearer " + token).POST(HttpRequest.BodyPublishers.noBody()));
    }

    Answer postJson(String url, String body) {
        return send(request(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** With a body in JSON. */
    Answer send(String method, String url, String token, String contentType, String body) {
        return send(request(url)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", contentType)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Opens a page as a browser does: through every redirect to the page at their end. */
    Answer open(String url) {
        return follow(send(page(url)));
    }

    /** Opens an address as a browser does, but stays where it redirects to something else. */
    Answer openWithoutFollowing(String url) {
        return send(page(url));
    }

    /** Submits a form as a browser does, and goes where that leads. */
    Answer submit(URI action, Map<String, String> fields) {
        return follow(send(page(action.toString())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", action.getScheme() + "://" + action.getAuthority())
                .POST(HttpRequest.BodyPublishers.ofString(form(fields)))));
    }

    private Answer follow(Answer first) {
        Answer answer = first;
        for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
            if (answer.location().isEmpty()) {
                return answer;
            }
            answer = send(page(answer.location().get().toString()));
        }
        throw new UnexpectedException("%s: expected a page, saw redirects without end".formatted(first.request()));
    }

    private static HttpRequest.Builder page(String url) {
        return request(url).header("Accept", "text/html");
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    }

    private Answer send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        URI uri = request.uri();
        String shown = request.method() + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
        try {
            return new Answer(shown, client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException(shown));
        } catch (IOException unanswered) {
            throw new UnexpectedException("%s: expected an answer, saw %s".formatted(shown, unanswered));
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
