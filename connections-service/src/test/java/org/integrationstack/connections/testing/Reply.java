package org.integrationstack.connections.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An answer, as a test reads it. */
public record Reply(int status, HttpResponse<String> raw) {
    static Reply of(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response);
    }

    public String body() {
        return raw.body();
    }

    public JsonObject json() {
        return new JsonObject(raw.body());
    }

    public JsonArray items() {
        return json().getJsonArray("items");
    }

    public String header(String name) {
        return raw.headers().firstValue(name).orElse("");
    }

    public List<String> cookies() {
        return raw.headers().allValues("set-cookie");
    }

    /** Where it redirects to. */
    public URI location() {
        return raw.uri().resolve(header("location"));
    }

    /** The parameters of where it redirects to. */
    public Map<String, String> parameters() {
        return parameters(location());
    }

    public static Map<String, String> parameters(URI url) {
        Map<String, String> parameters = new HashMap<>();
        if (url.getRawQuery() != null) {
            Arrays.stream(url.getRawQuery().split("&", -1))
                    .map(pair -> pair.split("=", 2))
                    .forEach(pair -> parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        }
        return parameters;
    }

    /** The problem's kind, such as {@code unknown-connection}. */
    public String problem() {
        return json().getString("type", "").replace("urn:integration-stack:problem:", "");
    }
}
