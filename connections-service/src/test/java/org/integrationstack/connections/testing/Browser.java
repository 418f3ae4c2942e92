package org.integrationstack.connections.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.eclipse.microprofile.config.ConfigProvider;

import org.integrationstack.embedded.testing.TestIdentity;

/** A browser with a cookie jar. It follows redirects only when told to, so that a test sees each. */
public final class Browser {
    private static final int MOST_REDIRECTS = 12;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Map<String, String> cookies = new TreeMap<>();
    private final URI console = URI.create(setting("CONSOLE_URL"));

    /** A browser in which that person has signed in. */
    public static Browser of(String person) {
        Browser browser = new Browser();
        TestIdentity.signsIn(person);
        Reply page = browser.follow(browser.get("/settings/integrations"));
        if (page.status() != 200 || !page.body().contains(person)) {
            throw new IllegalStateException(person + " could not sign in: " + page.status() + " " + page.body());
        }
        return browser;
    }

    public static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    public Reply get(String path, String... headers) {
        return get(console.resolve(path), headers);
    }

    public Reply get(URI url, String... headers) {
        return send(HttpRequest.newBuilder(url).GET(), url, headers);
    }

    public Reply post(String path, String... headers) {
        URI url = console.resolve(path);
        return send(HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.noBody()), url, headers);
    }

    /** A form of our own page. */
    public Reply submit(String path) {
        return post(path, "Origin", console.toString(), "Sec-Fetch-Site", "same-origin");
    }

    /** A form of our own page, with these fields. */
    public Reply submit(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI url = console.resolve(path);
        return send(
                HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(body)),
                url,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Sec-Fetch-Site",
                "same-origin");
    }

    /** Goes on to wherever the answer, and the answers after it, redirect. */
    public Reply follow(Reply reply) {
        Reply current = reply;
        for (int i = 0; i < MOST_REDIRECTS && current.status() / 100 == 3; i++) {
            current = get(current.location());
        }
        return current;
    }

    /** Connects a GitHub account: to GitHub, consent, and back; returns the callback's answer. */
    public Reply connect(String login) {
        return get(comeBack(get("/api/connect/github"), login));
    }

    /** Connects that person's account; {@code query} is of the first request. Returns the callback's answer. */
    public Reply connect(String provider, String login, String query) {
        return get(comeBack(get("/api/connect/" + provider + query), login));
    }

    /** From the redirect to the provider to the callback's URL, which is not visited yet. */
    public URI comeBack(Reply toProvider, String login) {
        return comeBack(toProvider, login, "");
    }

    /** As {@link #comeBack(Reply, String)}; the person grants these scopes alone. */
    public URI comeBack(Reply toProvider, String login, String grant) {
        String who = "&auto=allow&login=" + URLEncoder.encode(login, StandardCharsets.UTF_8);
        String what = grant.isEmpty() ? "" : "&grant=" + URLEncoder.encode(grant, StandardCharsets.UTF_8);
        return new Browser().get(URI.create(toProvider.location() + who + what)).location();
    }

    /** The same browser, not signed in any more. */
    public Browser forget(String cookiePrefix) {
        cookies.keySet().removeIf(name -> name.startsWith(cookiePrefix));
        return this;
    }

    /** Makes those cookies unreadable. */
    public Browser spoil(String cookiePrefix) {
        cookies.replaceAll((name, value) -> name.startsWith(cookiePrefix) ? "spoilt" : value);
        return this;
    }

    /** Puts another browser's cookies in here. */
    public Browser adopt(Browser other, String cookiePrefix) {
        other.cookies.forEach((name, value) -> {
            if (name.startsWith(cookiePrefix)) {
                cookies.put(name, value);
            }
        });
        return this;
    }

    private Reply send(HttpRequest.Builder request, URI url, String... headers) {
        boolean ours = url.getAuthority().equals(console.getAuthority());
        if (ours && !cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            Reply reply = Reply.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
            if (ours) {
                reply.cookies().forEach(this::keep);
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String cookie) {
        String[] parts = cookie.split(";", 2);
        String[] pair = parts[0].split("=", 2);
        boolean gone =
                parts.length > 1 && parts[1].toLowerCase(java.util.Locale.ROOT).contains("max-age=0");
        if (gone || pair[1].isEmpty()) {
            cookies.remove(pair[0].strip());
        } else {
            cookies.put(pair[0].strip(), pair[1]);
        }
    }
}
