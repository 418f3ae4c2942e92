package org.integrationstack.identity;

import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The real provider on a free port of the loopback address, with known secrets, and a browser to use it with. */
final class RunningIdentity implements AutoCloseable {

    static final String CONSOLE = "http://127.0.0.1:4711";

    private static final List<String> CLIENTS = List.of(
            "ALICE",
            "BOB",
            "CAROL",
            "OLGA",
            "MALLORY",
            "CONNECTIONS_SERVICE",
            "API_PROXY_SERVICE",
            "WEBHOOK_WORKER",
            "PRODUCT");

    private final ConfigurableApplicationContext context;
    private final URI issuer;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private RunningIdentity(ConfigurableApplicationContext context, URI issuer) {
        this.context = context;
        this.issuer = issuer;
    }

    static RunningIdentity start(Path data, String... overrides) throws IOException {
        int port = freePort();
        Map<String, Object> environment = new HashMap<>();
        environment.put("IDENTITY_PORT", port);
        environment.put("IDENTITY_DATA", data.toString());
        environment.put("CONSOLE_URL", CONSOLE);
        CLIENTS.forEach(client -> environment.put("IDENTITY_SECRET_" + client, secret(client)));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Identity.class)
                .properties(environment)
                .run(overrides);
        return new RunningIdentity(context, URI.create("http://127.0.0.1:" + port));
    }

    static String secret(String client) {
        return "secret of " + client + " for tests";
    }

    URI issuer() {
        return issuer;
    }

    /** The browser forgets that anyone signed in. */
    void forgetCookies() {
        cookies.getCookieStore().removeAll();
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(issuer.resolve(path)).header("Accept", "text/html"));
    }

    Answer getWithToken(String path, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(issuer.resolve(path)).header("Authorization", "Bearer " + token));
    }

    Answer post(String path, Map<String, String> form) throws IOException, InterruptedException {
        return send(form(path, form));
    }

    /** Asks for a token as a client that authenticates with HTTP Basic. */
    Answer token(String clientId, String secret, Map<String, String> form) throws IOException, InterruptedException {
        byte[] credentials = (encode(clientId) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8);
        return send(form("/oauth2/token", form)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials)));
    }

    boolean signed(SignedJWT token) throws IOException, InterruptedException, ParseException, JOSEException {
        JWKSet keys = JWKSet.parse(get("/oauth2/jwks").body());
        var key = keys.getKeyByKeyId(token.getHeader().getKeyID());
        return key != null && token.verify(new RSASSAVerifier(key.toRSAKey()));
    }

    @Override
    public void close() {
        context.close();
    }

    private HttpRequest.Builder form(String path, Map<String, String> form) {
        return HttpRequest.newBuilder(issuer.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(query(form)));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(), response.headers().firstValue("Location").orElse(""), response.body());
    }

    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    record Answer(int status, String location, String body) {

        String field(String name) throws ParseException {
            return JSONObjectUtils.getString(JSONObjectUtils.parse(body), name);
        }

        SignedJWT accessToken() throws ParseException {
            return SignedJWT.parse(field("access_token"));
        }

        SignedJWT idToken() throws ParseException {
            return SignedJWT.parse(field("id_token"));
        }
    }
}
