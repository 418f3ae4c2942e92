package org.integrationstack.embedded.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

import org.integrationstack.embedded.Passwords;

/** The provider behind {@link TestIdentity}, one per JVM. Its static methods are reached through {@link OncePerJvm} only. */
final class IdentityProvider {
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private static final Map<String, String> CLIENT_OF_SERVICE = Map.of(
            "connections", "connections-service",
            "gateway", "webhook-gateway",
            "worker", "webhook-worker",
            "proxy", "api-proxy-service");
    private static final List<String> AUDIENCE =
            CLIENT_OF_SERVICE.values().stream().sorted().toList();
    private static final Map<String, String> SCOPE_OF_CLIENT = Map.of(
            "webhook-worker", "proxy:call tenant:delegate",
            "api-proxy-service", "credentials:read tenant:delegate");
    private static final Map<String, Map<String, Object>> PEOPLE = Map.of(
            "alice", person("alice", "acme", "user"),
            "bob", person("bob", "acme", "user"),
            "carol", person("carol", "acme", "admin"),
            "olga", person("olga", "platform", "operator"),
            "mallory", person("mallory", "globex", "admin"));

    // Last of the constants, which it uses.
    private static final IdentityProvider SHARED = new IdentityProvider();

    private final String clientSecret = Passwords.random();
    private final RsaJsonWebKey key = key("test-1");
    private final RsaJsonWebKey unpublishedKey = key("test-1");
    private final Map<String, Authorization> authorizations = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile Optional<String> signedIn = Optional.empty();

    private IdentityProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "test-identity");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, discovery()));
        server.createContext(
                "/jwks",
                exchange -> answer(
                        exchange, 200, new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::answerTokenRequest);
        server.start();
    }

    static String issuer() {
        return SHARED.baseUrl();
    }

    static String token(Map<String, ?> claims) {
        return SHARED.sign(SHARED.accessTokenClaims(claims), SHARED.key);
    }

    static String forgedToken(Map<String, ?> claims) {
        return SHARED.sign(SHARED.accessTokenClaims(claims), SHARED.unpublishedKey);
    }

    static void signsIn(String person) {
        if (!PEOPLE.containsKey(person)) {
            throw new IllegalArgumentException("people are " + PEOPLE.keySet() + ", not " + person);
        }
        SHARED.signedIn = Optional.of(person);
    }

    static Map<String, String> environment(String service) {
        return Map.of(
                "OIDC_ISSUER", issuer(),
                "OIDC_CLIENT_ID", CLIENT_OF_SERVICE.get(service),
                "OIDC_CLIENT_SECRET", SHARED.clientSecret);
    }

    private String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Map<String, ?> discovery() {
        return Map.of(
                "issuer", baseUrl(),
                "authorization_endpoint", baseUrl() + "/authorize",
                "token_endpoint", baseUrl() + "/token",
                "jwks_uri", baseUrl() + "/jwks",
                "response_types_supported", List.of("code"),
                "grant_types_supported", List.of("authorization_code", "client_credentials"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("RS256"),
                "code_challenge_methods_supported", List.of("S256"),
                "token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post"));
    }

    /** Source: OpenID Connect Core 1.0, 3.1.2; RFC 7636 (PKCE), 4.3; RFC 9207 (iss). */
    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> request = parameters(exchange.getRequestURI().getRawQuery());
        Optional<String> person = Optional.ofNullable(request.get("login_hint")).or(() -> signedIn);
        if (person.isEmpty() || !PEOPLE.containsKey(person.get())) {
            answer(exchange, 400, Map.of("error", "nobody signs in: give login_hint or call TestIdentity.signsIn"));
            return;
        }
        if (!AUDIENCE.contains(request.get("client_id")) || !"code".equals(request.get("response_type"))) {
            answer(exchange, 400, Map.of("error", "unknown client or response type"));
            return;
        }
        String code = UUID.randomUUID().toString();
        authorizations.put(code, new Authorization(person.get(), request));
        Map<String, String> response = new HashMap<>(Map.of("code", code, "iss", baseUrl()));
        if (request.containsKey("state")) {
            response.put("state", request.get("state"));
        }
        redirect(exchange, request.get("redirect_uri"), response);
    }

    private void answerTokenRequest(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Optional<String> client = authenticatedClient(exchange, form);
        if (client.isEmpty()) {
            answer(exchange, 401, Map.of("error", "invalid_client"));
        } else if ("client_credentials".equals(form.get("grant_type"))) {
            answer(exchange, 200, clientToken(client.get()));
        } else if ("authorization_code".equals(form.get("grant_type"))) {
            redeem(exchange, client.get(), form);
        } else {
            answer(exchange, 400, Map.of("error", "unsupported_grant_type"));
        }
    }

    private Map<String, Object> clientToken(String client) {
        String scope = SCOPE_OF_CLIENT.getOrDefault(client, "");
        Map<String, Object> claims = Map.of("sub", client, "client_id", client, "scope", scope);
        return Map.of(
                "access_token",
                token(claims),
                "token_type",
                "Bearer",
                "expires_in",
                TOKEN_LIFETIME.toSeconds(),
                "scope",
                scope);
    }

    private void redeem(HttpExchange exchange, String client, Map<String, String> form) throws IOException {
        Authorization authorization = authorizations.remove(form.getOrDefault("code", ""));
        if (authorization == null || !authorization.isRedeemedBy(client, form)) {
            answer(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        Map<String, Object> person = PEOPLE.get(authorization.person());
        answer(
                exchange,
                200,
                Map.of(
                        "access_token", token(person),
                        "id_token", idToken(client, authorization, person),
                        "token_type", "Bearer",
                        "expires_in", TOKEN_LIFETIME.toSeconds()));
    }

    private String idToken(String client, Authorization authorization, Map<String, Object> person) {
        Map<String, Object> claims = new HashMap<>(person);
        claims.put("aud", client);
        claims.put("name", authorization.person());
        claims.put("preferred_username", authorization.person());
        claims.put("nonce", authorization.request().get("nonce"));
        return token(claims);
    }

    private Optional<String> authenticatedClient(HttpExchange exchange, Map<String, String> form) {
        String id = form.getOrDefault("client_id", "");
        String secret = form.getOrDefault("client_secret", "");
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        if (basic != null && basic.startsWith("Basic ")) {
            String[] pair =
                    new String(Base64.getDecoder().decode(basic.substring(6)), StandardCharsets.UTF_8).split(":", 2);
            id = decoded(pair[0]);
            secret = pair.length == 2 ? decoded(pair[1]) : "";
        }
        return AUDIENCE.contains(id) && clientSecret.equals(secret) ? Optional.of(id) : Optional.empty();
    }

    private Map<String, Object> accessTokenClaims(Map<String, ?> given) {
        Instant now = Instant.now();
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", baseUrl());
        claims.put("aud", AUDIENCE);
        claims.put("sub", "test");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(TOKEN_LIFETIME).getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        claims.putAll(given);
        claims.values().removeIf(value -> value == null);
        return claims;
    }

    private String sign(Map<String, Object> claims, RsaJsonWebKey signingKey) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(JsonUtil.toJson(claims));
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setKeyIdHeaderValue(signingKey.getKeyId());
        signature.setKey(signingKey.getPrivateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("cannot sign a test token", e);
        }
    }

    private static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            key.setUse("sig");
            key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException("cannot make a test key", e);
        }
    }

    private static Map<String, Object> person(String subject, String tenant, String role) {
        return Map.of("sub", subject, "tenant", tenant, "roles", List.of(role));
    }

    private static Map<String, String> parameters(String encoded) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : encoded == null ? new String[0] : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    private static void redirect(HttpExchange exchange, String target, Map<String, String> parameters)
            throws IOException {
        StringBuilder location = new StringBuilder(target);
        char separator = URI.create(target).getRawQuery() == null ? '?' : '&';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            location.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        exchange.getResponseHeaders().set("Location", location.toString());
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        answer(exchange, status, JsonUtil.toJson(new HashMap<>(body)));
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** An authorization code's meaning: who signed in, and the request it was issued for. */
    private record Authorization(String person, Map<String, String> request) {
        boolean isRedeemedBy(String client, Map<String, String> form) {
            return client.equals(request.get("client_id"))
                    && form.getOrDefault("redirect_uri", "").equals(request.get("redirect_uri"))
                    && verifies(form.get("code_verifier"));
        }

        /** Source: RFC 7636, 4.6. */
        private boolean verifies(String verifier) {
            String challenge = request.get("code_challenge");
            if (challenge == null || verifier == null) {
                return challenge == null && verifier == null;
            }
            return challenge.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier)));
        }

        private static byte[] sha256(String text) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
