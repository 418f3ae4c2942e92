package org.integrationstack.embedded.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.InvalidJwtSignatureException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TestIdentityTest {
    private static final String CALLBACK = "http://127.0.0.1:8081/console/callback";
    // Source: RFC 7636, appendix B.
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final HttpClient browser = HttpClient.newHttpClient();
    private final Map<String, String> environment = TestIdentity.environment("connections");

    @Test
    void tokensOfUsersNameEveryServiceTheTenantAndTheRole() throws Exception {
        JwtClaims claims = verified(TestIdentity.user("alice", "acme"), "webhook-worker");

        assertThat(claims.getAudience())
                .containsExactlyInAnyOrder(
                        "connections-service", "webhook-gateway", "webhook-worker", "api-proxy-service");
        assertThat(claims.getSubject()).isEqualTo("alice");
        assertThat(claims.getStringClaimValue("tenant")).isEqualTo("acme");
        assertThat(claims.getStringListClaimValue("roles")).containsExactly("user");
    }

    @Test
    void tokensOfServicesCarryScopesAndNoTenant() throws Exception {
        JwtClaims claims = verified(TestIdentity.service("credentials:read", "tenant:delegate"), "connections-service");

        assertThat(claims.getStringClaimValue("scope")).isEqualTo("credentials:read tenant:delegate");
        assertThat(claims.hasClaim("tenant")).isFalse();
        assertThat(claims.hasClaim("roles")).isFalse();
    }

    @Test
    void claimsAreReplacedAndRemoved() throws Exception {
        Map<String, Object> changes = new HashMap<>();
        changes.put("aud", "another-service");
        changes.put("jti", null);

        JwtClaims claims = verified(TestIdentity.token(changes), "another-service");

        assertThat(claims.hasClaim("jti")).isFalse();
    }

    @Test
    void publishesNoKeyForAForgedToken() {
        String forged = TestIdentity.forgedToken(Map.of("sub", "alice"));

        assertThatThrownBy(() -> verified(forged, "webhook-worker")).isInstanceOf(InvalidJwtSignatureException.class);
    }

    @Test
    void clientGetsItsScopesForItsSecret() throws Exception {
        Map<String, String> worker = TestIdentity.environment("worker");

        Map<String, Object> answer = json(token(
                worker.get("OIDC_CLIENT_ID"),
                worker.get("OIDC_CLIENT_SECRET"),
                Map.of("grant_type", "client_credentials")));

        JwtClaims claims = verified((String) answer.get("access_token"), "api-proxy-service");
        assertThat(claims.getStringClaimValue("scope")).isEqualTo("proxy:call tenant:delegate");
    }

    @Test
    void refusesAWrongClientSecret() throws Exception {
        HttpResponse<String> answer =
                token("webhook-worker", "not-the-secret", Map.of("grant_type", "client_credentials"));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void signsInThePersonOfTheLoginHintWithoutAPage() throws Exception {
        Map<String, String> callback = authorize(Map.of("login_hint", "carol", "nonce", "n-1", "state", "s-1"));

        Map<String, Object> answer = json(redeem(callback.get("code"), VERIFIER));

        JwtClaims identity = verified((String) answer.get("id_token"), "connections-service");
        assertThat(callback).containsEntry("state", "s-1").containsEntry("iss", TestIdentity.issuer());
        assertThat(identity.getSubject()).isEqualTo("carol");
        assertThat(identity.getStringClaimValue("nonce")).isEqualTo("n-1");
        assertThat(identity.getAudience()).containsExactly("connections-service");
        JwtClaims access = verified((String) answer.get("access_token"), "connections-service");
        assertThat(access.getStringListClaimValue("roles")).containsExactly("admin");
    }

    @Test
    void signsInThePersonSetByTheTest() throws Exception {
        TestIdentity.signsIn("mallory");

        Map<String, Object> answer =
                json(redeem(authorize(Map.of("state", "s-2")).get("code"), VERIFIER));

        assertThat(verified((String) answer.get("access_token"), "connections-service")
                        .getStringClaimValue("tenant"))
                .isEqualTo("globex");
    }

    @Test
    void knowsOnlyItsPeople() {
        assertThatIllegalArgumentException().isThrownBy(() -> TestIdentity.signsIn("nobody"));
    }

    @Test
    void refusesACodeWithAnotherVerifierAndThenForGood() throws Exception {
        String code = authorize(Map.of("login_hint", "alice")).get("code");

        HttpResponse<String> wrong = redeem(code, "another-verifier-another-verifier-another-v");
        HttpResponse<String> late = redeem(code, VERIFIER);

        assertThat(List.of(wrong.statusCode(), late.statusCode())).containsOnly(400);
        assertThat(json(late)).containsEntry("error", "invalid_grant");
    }

    private Map<String, String> authorize(Map<String, String> more) throws Exception {
        Map<String, String> request = new HashMap<>(more);
        request.put("client_id", environment.get("OIDC_CLIENT_ID"));
        request.put("response_type", "code");
        request.put("redirect_uri", CALLBACK);
        request.put("code_challenge", CHALLENGE);
        request.put("code_challenge_method", "S256");
        URI uri = URI.create(endpoint("authorization_endpoint") + "?" + form(request));
        HttpResponse<String> answer = browser.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(302);
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith(CALLBACK + "?");
        return query(location);
    }

    private HttpResponse<String> redeem(String code, String verifier) throws Exception {
        return token(
                environment.get("OIDC_CLIENT_ID"),
                environment.get("OIDC_CLIENT_SECRET"),
                Map.of(
                        "grant_type", "authorization_code",
                        "code", code,
                        "redirect_uri", CALLBACK,
                        "code_verifier", verifier));
    }

    private HttpResponse<String> token(String client, String secret, Map<String, String> parameters) throws Exception {
        String basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint("token_endpoint")))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(parameters)))
                .build();
        return browser.send(request, BodyHandlers.ofString());
    }

    private String endpoint(String name) throws Exception {
        URI discovery = URI.create(environment.get("OIDC_ISSUER") + "/.well-known/openid-configuration");
        return (String) json(browser.send(HttpRequest.newBuilder(discovery).build(), BodyHandlers.ofString()))
                .get(name);
    }

    private JwtClaims verified(String token, String audience) throws InvalidJwtException {
        JwtConsumer consumer = new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new HttpsJwksVerificationKeyResolver(new HttpsJwks(TestIdentity.issuer() + "/jwks")))
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "RS256")
                .setExpectedIssuer(TestIdentity.issuer())
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .build();
        return consumer.processToClaims(token);
    }

    private static Map<String, Object> json(HttpResponse<String> answer) throws Exception {
        return JsonUtil.parseJson(answer.body());
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> query(String location) {
        return List.of(location.substring(location.indexOf('?') + 1).split("&", -1)).stream()
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
