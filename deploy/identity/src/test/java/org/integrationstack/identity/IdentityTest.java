package org.integrationstack.identity;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.identity.RunningIdentity.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.integrationstack.identity.RunningIdentity.query;
import static org.integrationstack.identity.RunningIdentity.secret;

class IdentityTest {

    private static final Map<String, String> CLIENT_CREDENTIALS = Map.of("grant_type", "client_credentials");
    private static final String[] SERVICES = {
        "connections-service", "webhook-gateway", "webhook-worker", "api-proxy-service"
    };

    /** Source: RFC 7636 appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static RunningIdentity identity;

    @TempDir
    private static Path data;

    @BeforeAll
    static void start() throws IOException {
        identity = RunningIdentity.start(data);
    }

    @BeforeEach
    void openFreshBrowser() {
        identity.forgetCookies();
    }

    @AfterAll
    static void stop() {
        identity.close();
    }

    @ParameterizedTest
    @CsvSource({
        "cli-alice, ALICE, alice, acme, user",
        "cli-bob, BOB, bob, acme, user",
        "cli-carol, CAROL, carol, acme, admin",
        "cli-olga, OLGA, olga, platform, operator",
        "cli-mallory, MALLORY, mallory, globex, admin"
    })
    void aPersonsTokenNamesServicesSubjectTenantAndRole(
            String client, String secretOf, String subject, String tenant, String role) throws Exception {
        SignedJWT token =
                identity.token(client, secret(secretOf), CLIENT_CREDENTIALS).accessToken();

        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(identity.signed(token)).isTrue();
        assertThat(token.getHeader().getType()).hasToString("at+jwt");
        assertThat(claims.getIssuer()).isEqualTo(identity.issuer().toString());
        assertThat(claims.getAudience()).containsExactly(SERVICES);
        assertThat(claims.getSubject()).isEqualTo(subject);
        assertThat(claims.getStringClaim("tenant")).isEqualTo(tenant);
        assertThat(claims.getStringListClaim("roles")).containsExactly(role);
        assertThat(claims.getStringClaim("scope")).isEmpty();
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofHours(24));
    }

    @Test
    void theProductsTokenHasEveryScopeOfItsTenantButOurServicesOwn() throws Exception {
        JWTClaimsSet claims = identity.token("product", secret("PRODUCT"), CLIENT_CREDENTIALS)
                .accessToken()
                .getJWTClaimsSet();

        assertThat(claims.getSubject()).isEqualTo("product");
        assertThat(claims.getStringClaim("tenant")).isEqualTo("acme");
        assertThat(claims.getStringListClaim("roles")).isEmpty();
        assertThat(claims.getStringClaim("scope").split(" "))
                .containsExactlyInAnyOrder(
                        "connections:read",
                        "connections:write",
                        "proxy:call",
                        "deliveries:read",
                        "webhooks:replay",
                        "activity:read",
                        "orders:write",
                        "limits:read");
    }

    @ParameterizedTest
    @CsvSource({
        "api-proxy-service, API_PROXY_SERVICE, credentials:read tenant:delegate",
        "webhook-worker, WEBHOOK_WORKER, proxy:call tenant:delegate connections:report"
    })
    void ourOwnServicesMayActForAnyTenantAndBelongToNone(String id, String client, String scopes) throws Exception {
        JWTClaimsSet claims = identity.token(id, secret(client), CLIENT_CREDENTIALS)
                .accessToken()
                .getJWTClaimsSet();

        assertThat(claims.getClaims()).doesNotContainKey("tenant");
        assertThat(claims.getStringClaim("scope").split(" ")).containsExactlyInAnyOrder(scopes.split(" "));
    }

    @Test
    void grantsOnlyTheScopesThatWereAskedFor() throws Exception {
        Answer answer = askForScope("activity:read limits:read");

        assertThat(answer.accessToken()
                        .getJWTClaimsSet()
                        .getStringClaim("scope")
                        .split(" "))
                .containsExactlyInAnyOrder("activity:read", "limits:read");
    }

    @Test
    void refusesAScopeThatTheClientIsNotRegisteredFor() throws Exception {
        Answer answer = askForScope("credentials:read");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("error")).isEqualTo("invalid_scope");
    }

    @Test
    void refusesAWrongClientSecret() throws Exception {
        Answer answer = identity.token("api-proxy-service", secret("PRODUCT"), CLIENT_CREDENTIALS);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.field("error")).isEqualTo("invalid_client");
    }

    @Test
    void keepsItsSigningKeyOverARestart(@TempDir Path kept) throws Exception {
        SignedJWT token;
        try (RunningIdentity before = RunningIdentity.start(kept)) {
            token = before.token("cli-alice", secret("ALICE"), CLIENT_CREDENTIALS)
                    .accessToken();
        }

        try (RunningIdentity after = RunningIdentity.start(kept)) {
            assertThat(after.signed(token)).isTrue();
        }
        assertThat(Files.getPosixFilePermissions(kept.resolve("signing-key.jwk")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void refusesASigningKeyFileThatItCannotReadAndKeepsIt(@TempDir Path broken) throws Exception {
        Path file = broken.resolve("signing-key.jwk");
        Files.writeString(file, "{}");

        assertThatThrownBy(() -> RunningIdentity.start(broken)).rootCause().isInstanceOf(ParseException.class);
        assertThat(file).hasContent("{}");
    }

    @Test
    void signsInByCodeWithPkceAndKeepsTheIdTokenForTheConsole() throws Exception {
        Answer tokens = exchange(signIn("carol"), VERIFIER);

        JWTClaimsSet idToken = tokens.idToken().getJWTClaimsSet();
        assertThat(identity.signed(tokens.idToken())).isTrue();
        assertThat(idToken.getAudience()).containsExactly("connections-service");
        assertThat(idToken.getSubject()).isEqualTo("carol");
        assertThat(idToken.getStringClaim("name")).isEqualTo("Carol Chandler");
        assertThat(idToken.getStringClaim("email")).isEqualTo("carol@acme.example");
        assertThat(idToken.getStringClaim("nonce")).isEqualTo("a-nonce");
        assertThat(idToken.getClaims()).doesNotContainKeys("tenant", "roles", "scope");

        JWTClaimsSet access = tokens.accessToken().getJWTClaimsSet();
        assertThat(access.getAudience()).containsExactly(SERVICES);
        assertThat(access.getSubject()).isEqualTo("carol");
        assertThat(access.getStringClaim("tenant")).isEqualTo("acme");
        assertThat(access.getStringListClaim("roles")).containsExactly("admin");
    }

    @Test
    void answersUserInfoForAnAccessTokenButNotForAnIdToken() throws Exception {
        Answer tokens = exchange(signIn("alice"), VERIFIER);

        assertThat(identity.getWithToken("/userinfo", tokens.field("access_token"))
                        .field("name"))
                .isEqualTo("Alice Archer");
        assertThat(identity.getWithToken("/userinfo", tokens.field("id_token")).status())
                .isEqualTo(401);
    }

    @Test
    void aRefreshTokenWorksOnce() throws Exception {
        String refreshToken = exchange(signIn("alice"), VERIFIER).field("refresh_token");

        Answer first = refresh(refreshToken);
        Answer second = refresh(refreshToken);

        assertThat(first.accessToken().getJWTClaimsSet().getSubject()).isEqualTo("alice");
        assertThat(first.field("refresh_token")).isNotEqualTo(refreshToken);
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.field("error")).isEqualTo("invalid_grant");
    }

    @Test
    void refusesACodeWithoutItsVerifier() throws Exception {
        Answer answer = exchange(signIn("alice"), VERIFIER.toLowerCase(Locale.ROOT));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("error")).isEqualTo("invalid_grant");
    }

    @Test
    void refusesAnAuthorizationRequestWithoutPkce() throws Exception {
        signIn("alice");
        Map<String, String> request = authorizationRequest();
        request.remove("code_challenge");
        request.remove("code_challenge_method");

        Answer answer = identity.get("/oauth2/authorize?" + query(request));

        assertThat(answer.location()).startsWith(RunningIdentity.CONSOLE).contains("error=invalid_request");
    }

    @Test
    void sendsNoCodeToAnAddressThatIsNotRegistered() throws Exception {
        signIn("alice");
        Map<String, String> request = authorizationRequest();
        request.put("redirect_uri", RunningIdentity.CONSOLE + "/elsewhere");

        Answer answer = identity.get("/oauth2/authorize?" + query(request));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.location()).isEmpty();
    }

    @Test
    void signingOutEndsTheSessionHere() throws Exception {
        Answer tokens = exchange(signIn("alice"), VERIFIER);
        String console = RunningIdentity.CONSOLE + "/settings/integrations";

        Answer signedOut = identity.get("/connect/logout?"
                + query(Map.of("id_token_hint", tokens.field("id_token"), "post_logout_redirect_uri", console)));
        Answer next = identity.get("/oauth2/authorize?" + query(authorizationRequest()));

        assertThat(signedOut.location()).isEqualTo(console);
        assertThat(URI.create(next.location()).getPath()).isEqualTo("/sign-in");
    }

    @Test
    void refusesAPersonWhoIsNotListed() throws Exception {
        assertThat(URI.create(choose("eve").location()).getPath()).isEqualTo("/sign-in");
    }

    @Test
    void refusesAChoiceWithoutThePagesToken() throws Exception {
        identity.get("/sign-in");

        Answer answer = identity.post("/sign-in", Map.of("username", "carol"));

        assertThat(answer.status()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
    }

    @Test
    void refusesARequestThatNamesAnotherHost() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), identity.issuer().getPort())) {
            socket.getOutputStream()
                    .write("GET /sign-in HTTP/1.0\r\nHost: rebound.example\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("Alice");
        }
    }

    @Test
    void refusesAnAddressThatOthersCouldReach(@TempDir Path unused) {
        assertThatThrownBy(() -> RunningIdentity.start(unused, "--identity.issuer=http://192.0.2.1:8101"))
                .rootCause()
                .hasMessageContaining("only a loopback address is allowed");
    }

    @Test
    void refusesToStartWithAShortSecret(@TempDir Path unused) {
        assertThatThrownBy(() -> RunningIdentity.start(unused, "--identity.console.secret=short"))
                .rootCause()
                .hasMessageContaining("secret of at least 16 characters");
    }

    /** Signs in as a person with a browser and returns the authorization code that the console receives. */
    private static String signIn(String person) throws Exception {
        identity.get("/oauth2/authorize?" + query(authorizationRequest()));
        String back = choose(person).location();
        String callback = identity.get(
                        back.substring(identity.issuer().toString().length()))
                .location();
        assertThat(callback).startsWith(RunningIdentity.CONSOLE + "/sign-in").contains("state=a-state");
        return find("code=([^&]+)", callback);
    }

    private static Answer choose(String person) throws Exception {
        String page = identity.get("/sign-in").body();
        String token = find("name=\"_csrf\" value=\"([^\"]+)\"", page);
        return identity.post("/sign-in", Map.of("_csrf", token, "username", person));
    }

    private static Map<String, String> authorizationRequest() {
        return new TreeMap<>(Map.of(
                "response_type", "code",
                "client_id", "connections-service",
                "redirect_uri", RunningIdentity.CONSOLE + "/sign-in",
                "scope", "openid profile email",
                "state", "a-state",
                "nonce", "a-nonce",
                "code_challenge", CHALLENGE,
                "code_challenge_method", "S256"));
    }

    private static Answer exchange(String code, String verifier) throws Exception {
        return consoleToken(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                RunningIdentity.CONSOLE + "/sign-in",
                "code_verifier",
                verifier));
    }

    private static Answer refresh(String refreshToken) throws Exception {
        return consoleToken(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    private static Answer consoleToken(Map<String, String> form) throws Exception {
        return identity.token("connections-service", secret("CONNECTIONS_SERVICE"), form);
    }

    private static Answer askForScope(String scope) throws Exception {
        return identity.token("product", secret("PRODUCT"), Map.of("grant_type", "client_credentials", "scope", scope));
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }
}
