package org.integrationstack.gateway.signature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;

/**
 * A delivery with its right signature, as a file.
 *
 * @param origin {@code published} (by the provider, down to the byte) or {@code derived} (computed by us, by another program,
 *     after what the provider says)
 * @param now when it arrived, for schemes that have a time
 */
record SignatureVector(
        String name,
        String provider,
        String origin,
        String source,
        String secret,
        String method,
        String url,
        Map<String, String> headers,
        String body,
        Optional<Instant> now) {

    private static final Path FILES = Path.of("src", "test", "resources", "signature-vectors");

    static List<SignatureVector> all() {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted().map(SignatureVector::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SignatureVector named(String name) {
        return read(FILES.resolve(name + ".json"));
    }

    private static SignatureVector read(Path file) {
        try {
            JsonObject json = new JsonObject(Files.readString(file));
            Map<String, String> headers = new TreeMap<>();
            json.getJsonObject("headers").forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
            return new SignatureVector(
                    file.getFileName().toString().replace(".json", ""),
                    json.getString("provider"),
                    json.getString("origin"),
                    json.getString("source"),
                    json.getString("secret"),
                    json.getString("method"),
                    json.getString("url"),
                    headers,
                    json.getString("body"),
                    Optional.ofNullable(json.getString("now")).map(Instant::parse));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Sample sample() {
        return Sample.of(provider, url, headers)
                .secrets(secret)
                .now(now.orElse(Instant.parse("2026-11-24T07:00:00Z")))
                .method(method)
                .body(body);
    }

    @Override
    public String toString() {
        return name + " (" + origin + ")";
    }
}
