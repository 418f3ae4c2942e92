package org.integrationstack.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Gets access tokens from the identity provider by client credentials.
 *
 * <p>Source: RFC 6749 section 4.4.
 */
public final class Tokens {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_MILLIS = 10_000;

    private final URI endpoint;

    public Tokens(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * A token with every scope of the client's.
     *
     * @throws UncheckedIOException when the provider cannot be reached or refuses
     */
    public String get(String clientId, String secret) {
        try {
            HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setRequestProperty("Authorization", "Basic " + base64(clientId + ":" + secret));
            connection.setDoOutput(true);
            try (OutputStream body = connection.getOutputStream()) {
                body.write("grant_type=client_credentials".getBytes(StandardCharsets.US_ASCII));
            }
            try (InputStream answer = connection.getInputStream()) {
                return JSON.readTree(answer).required("access_token").asText();
            }
        } catch (IOException refused) {
            throw new UncheckedIOException("no token for " + clientId, refused);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
