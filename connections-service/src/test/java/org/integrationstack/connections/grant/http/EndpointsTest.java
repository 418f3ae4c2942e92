package org.integrationstack.connections.grant.http;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.http.ForbiddenTargetException;
import org.integrationstack.common.http.ResponseTooLargeException;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderSettings.ClientRegistration;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.ApiSecrets;
import org.integrationstack.connections.grant.ClientGrant;
import org.integrationstack.connections.grant.CodeExchange;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.Installation;
import org.integrationstack.connections.grant.InstallationsAnswer;
import org.integrationstack.connections.grant.IntrospectionAnswer;
import org.integrationstack.connections.grant.RevocationAnswer;
import org.integrationstack.connections.grant.Rights;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenRefresh;
import org.integrationstack.connections.grant.TokenSlot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is sent to providers, by the built-in definitions, and what is made of any answer. */
class EndpointsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Map<String, String> LOGIN = Map.of("login_url", "https://acme.my.salesforce.com");
    private static final Map<String, String> USED_UP = Map.of("x-ratelimit-remaining", "0");
    private static final List<String> PROVIDERS = List.of("github", "google", "slack", "stripe", "salesforce");

    private final ScriptedCalls calls = new ScriptedCalls();
    private final HttpTokenEndpoint tokens = new HttpTokenEndpoint(calls, ScriptedCalls.registrations(), CLOCK);
    private final HttpAccountEndpoint accounts =
            new HttpAccountEndpoint(calls, new ApiSecrets(ScriptedCalls.registrations()));
    private final HttpRevocationEndpoint revocations = new HttpRevocationEndpoint(calls, ScriptedCalls.registrations());
    private final HttpInstallationEndpoint installations =
            new HttpInstallationEndpoint(calls, ScriptedCalls.registrations(), CLOCK);
    private final HttpIntrospectionEndpoint introspections =
            new HttpIntrospectionEndpoint(calls, ScriptedCalls.registrations(), CLOCK);

    @Test
    void provesTheClientInTheBody() {
        exchange("github");

        assertThat(calls.only().body()).contains("client_id=the%3Aclient&client_secret=s%26cret");
        assertThat(calls.only().headers()).doesNotContainKey("Authorization");
    }

    /** Source: RFC 6749 section 2.3.1: both are form-encoded before they are joined. */
    @Test
    void provesTheClientInTheHeader() {
        exchange("slack");

        String pair = Base64.getEncoder().encodeToString("the%3Aclient:s%26cret".getBytes(StandardCharsets.UTF_8));
        assertThat(calls.only().headers()).containsEntry("Authorization", "Basic " + pair);
        assertThat(calls.only().body()).doesNotContain("client_secret");
    }

    @Test
    void namesAPublicClientWithoutASecret() {
        Map<String, String> headers = new HashMap<>();
        Map<String, String> form = new HashMap<>();

        ClientProof.add(
                OAuth.ClientAuthentication.NONE, new ClientRegistration("public", Secret.of("unused")), headers, form);

        assertThat(headers).isEmpty();
        assertThat(form).containsExactly(Map.entry("client_id", "public"));
    }

    @Test
    void sendsTheCodeWithItsVerifierAndItsRedirectUri() {
        exchange("github");

        assertThat(calls.only().target()).hasToString("https://github.com/login/oauth/access_token");
        assertThat(calls.only().body())
                .contains("grant_type=authorization_code")
                .contains("code=the-code")
                .contains("code_verifier=the-verifier")
                .contains("redirect_uri=https%3A%2F%2Fconsole.example%2Fcb");
    }

    @Test
    void asksTheHostThatWasGivenAtConnect() {
        exchange("salesforce");

        assertThat(calls.only().target()).hasToString("https://acme.my.salesforce.com/services/oauth2/token");
    }

    @Test
    void readsASecondTokenFromTheSameAnswer() {
        calls.answering(200, """
                {"ok":true,"access_token":"xoxb","scope":"chat:write,users:read","token_type":"bot",
                 "authed_user":{"id":"U1","access_token":"xoxp","refresh_token":"xoxe","scope":"search:read",
                                "expires_in":43200}}""");

        TokenAnswer.Granted granted = (TokenAnswer.Granted) exchange("slack");

        assertThat(granted.grant().scopes()).containsExactly("chat:write", "users:read");
        Grant ofUser = granted.others().get(new TokenSlot("user"));
        assertThat(ofUser.accessToken()).isEqualTo(Secret.of("xoxp"));
        assertThat(ofUser.refreshToken()).contains(Secret.of("xoxe"));
        assertThat(ofUser.expiresAt()).contains(NOW.plusSeconds(43_200));
    }

    @Test
    void passesOverASecondTokenThatIsNone() {
        for (String user : List.of("null", "[]", "{}", "{\"access_token\":\"\"}", "{\"access_token\":\"a\\nb\"}")) {
            calls.answering(200, "{\"ok\":true,\"access_token\":\"xoxb\",\"authed_user\":" + user + "}");

            assertThat(((TokenAnswer.Granted) exchange("slack")).others()).isEmpty();
        }
    }

    @Test
    void keepsWhatARefreshDoesNotSendAgain() {
        calls.answering(200, "{\"access_token\":\"new\",\"instance_url\":\"https://evil.example\",\"expires_in\":60}");
        Grant held = grant(Map.of("instance_url", "https://acme.my.salesforce.com"));

        TokenAnswer answer = await(tokens.refresh(new TokenRefresh(ScriptedCalls.builtIn("salesforce"), LOGIN, held)));

        Grant renewed = ((TokenAnswer.Granted) answer).grant();
        assertThat(renewed.accessToken()).isEqualTo(Secret.of("new"));
        assertThat(renewed.refreshToken()).isEqualTo(held.refreshToken());
        assertThat(renewed.scopes()).isEqualTo(held.scopes());
        assertThat(renewed.values()).isEqualTo(held.values());
        assertThat(renewed.expiresAt()).contains(NOW.plusSeconds(60));
        assertThat(calls.only().body())
                .contains("grant_type=refresh_token")
                .contains("refresh_token=the-refresh-token");
    }

    @Test
    void renewsNothingWithoutARefreshToken() {
        Grant held = new Grant(Secret.of("t"), Optional.empty(), "bearer", Set.of(), Optional.empty(), Map.of());

        assertThatThrownBy(() -> new TokenRefresh(ScriptedCalls.builtIn("google"), Map.of(), held))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asksForATokenOfTheCustomersOwnClient() {
        calls.answering(
                200,
                "{\"access_token\":\"t\",\"instance_url\":\"https://acme.my.salesforce.com\",\"scope\":\"api id\"}");
        ProviderDefinition salesforce = ScriptedCalls.builtIn("salesforce");

        TokenAnswer answer = await(tokens.clientCredentials(new ClientGrant(
                salesforce.credentials().clientCredentials().orElseThrow(), LOGIN, "theirs", Secret.of("own"))));

        assertThat(((TokenAnswer.Granted) answer).grant().scopes()).containsExactly("api", "id");
        assertThat(calls.only().body())
                .contains("grant_type=client_credentials")
                .contains("client_id=theirs")
                .contains("client_secret=own");
    }

    @Test
    void tellsWhatWasNeverSentFromWhatWasLost() {
        for (Exception unsent :
                List.of(new ConnectException(), new UnknownHostException(), new ForbiddenTargetException("x"))) {
            calls.failing(unsent);
            assertThat(exchange("github")).isInstanceOf(TokenAnswer.Unavailable.class);
        }
        for (Exception lost : List.of(new TimeoutException(), new java.io.IOException("reset"))) {
            calls.failing(lost);
            assertThat(exchange("github"))
                    .isInstanceOfSatisfying(
                            TokenAnswer.Unknown.class,
                            unknown -> assertThat(unknown.cause()).isEqualTo(TokenAnswer.Cause.LOST));
        }
        calls.failing(new ResponseTooLargeException(1));
        assertThat(exchange("github"))
                .isInstanceOfSatisfying(
                        TokenAnswer.Unknown.class,
                        unknown -> assertThat(unknown.cause()).isEqualTo(TokenAnswer.Cause.UNREADABLE));
    }

    @Test
    void takesAnAccountsErrorThatComesWithAnOk() {
        assertThat(account("slack", 200, "{\"ok\":false,\"error\":\"invalid_auth\",\"team_id\":\"T1\"}"))
                .isEqualTo(new AccountAnswer.Refused("invalid_auth"));
        assertThat(account("slack", 200, "{\"ok\":false,\"error\":\"ratelimited\"}"))
                .isEqualTo(new AccountAnswer.Unavailable("ratelimited"));
        assertThat(account("slack", 200, "{\"ok\":true,\"team_id\":\"T1\",\"team\":\"One\"}"))
                .isInstanceOf(AccountAnswer.Known.class);
    }

    /** Source: the providers' documents on limits: several throttle with the status of a refusal. */
    @Test
    void takesNoThrottledAnswerForARefusal() {
        calls.answering(403, "{\"message\":\"API rate limit exceeded\"}", USED_UP);
        assertThat(await(account("github"))).isInstanceOf(AccountAnswer.Unavailable.class);
        assertThat(revoke("github")).isInstanceOf(RevocationAnswer.Unavailable.class);
        assertThat(await(installations.installations(ScriptedCalls.builtIn("github-app"), Map.of(), grant(Map.of()))))
                .isInstanceOf(InstallationsAnswer.Unavailable.class);
        assertThat(account("google", 403, "{\"error\":{\"errors\":[{\"reason\":\"userRateLimitExceeded\"}]}}"))
                .isInstanceOf(AccountAnswer.Unavailable.class);
        assertThat(account("salesforce", 403, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"x\"}]"))
                .isInstanceOf(AccountAnswer.Unavailable.class);
    }

    @Test
    void takesForARefusalOnlyWhatSpeaksOfTheToken() {
        for (int refusal : List.of(400, 401, 403)) {
            assertThat(account("github", refusal, "{\"message\":\"Bad credentials\"}"))
                    .isEqualTo(new AccountAnswer.Refused("account_status_" + refusal));
        }
        for (int elsewhere : List.of(204, 301, 302, 404, 405, 410)) {
            assertThat(account("github", elsewhere, "{}"))
                    .isEqualTo(new AccountAnswer.Unreadable("account_status_" + elsewhere));
        }
        for (int away : List.of(408, 429, 500, 502, 503)) {
            assertThat(account("github", away, "{}")).isInstanceOf(AccountAnswer.Unavailable.class);
        }
    }

    @Test
    void asksForAnAccountWithTheClientSecretWhereTheApiTakesThat() {
        calls.answering(200, "{\"id\":\"acct_1\"}");

        await(accounts.account(
                ScriptedCalls.builtIn("stripe"),
                ConnectionKind.OAUTH,
                Map.of(),
                grant(Map.of("stripe_user_id", "acct_1", "livemode", "false"))));

        assertThat(calls.only().headers())
                .containsEntry("Authorization", "Bearer s&cret")
                .containsEntry("Stripe-Account", "acct_1");
    }

    @Test
    void presentsAPastedKeyInTheDefinitionsWay() {
        calls.answering(200, "{\"id\":\"acct_1\"}");

        await(accounts.account(ScriptedCalls.builtIn("stripe"), ConnectionKind.API_KEY, Map.of(), grant(Map.of())));

        assertThat(calls.only().headers()).containsEntry("Authorization", "Bearer the-access-token");
        assertThat(calls.only().headers()).doesNotContainKey("Stripe-Account");
    }

    @Test
    void givesTheRefreshTokenBackWhereThereIsOne() {
        calls.answering(200, "");

        assertThat(revoke("salesforce")).isInstanceOf(RevocationAnswer.Revoked.class);

        assertThat(calls.only().body()).isEqualTo("token=the-refresh-token");
    }

    @Test
    void takesAGrantThatIsGoneForGivenBack() {
        calls.answering(400, "{\"error\":\"invalid_token\"}");
        assertThat(revoke("google")).isInstanceOf(RevocationAnswer.Revoked.class);

        calls.answering(200, "{\"ok\":false,\"error\":\"token_revoked\"}");
        assertThat(revoke("slack")).isInstanceOf(RevocationAnswer.Revoked.class);

        calls.answering(404, "{}");
        assertThat(revoke("github")).isInstanceOf(RevocationAnswer.Revoked.class);
    }

    @Test
    void asksAgainToTakeAGrantBackOnlyWhereThatMayHelp() {
        calls.answering(200, "{\"ok\":false,\"error\":\"ratelimited\"}");
        assertThat(revoke("slack")).isInstanceOf(RevocationAnswer.Unavailable.class);
        calls.answering(503, "");
        assertThat(revoke("github")).isInstanceOf(RevocationAnswer.Unavailable.class);
        calls.failing(new TimeoutException());
        assertThat(revoke("github")).isInstanceOf(RevocationAnswer.Unavailable.class);

        calls.answering(200, "{\"ok\":false,\"error\":\"no_permission\"}");
        assertThat(revoke("slack")).isEqualTo(new RevocationAnswer.Refused("no_permission"));
        calls.answering(422, "{}");
        assertThat(revoke("github")).isInstanceOf(RevocationAnswer.Refused.class);
    }

    @Test
    void learnsFromIntrospectionWhenATokenEnds() {
        assertThat(introspect("{\"active\":true,\"exp\":" + (NOW.getEpochSecond() + 7200) + "}"))
                .isEqualTo(new IntrospectionAnswer.Active(Optional.of(NOW.plusSeconds(7200))));
        assertThat(introspect("{\"active\":false}")).isEqualTo(new IntrospectionAnswer.Inactive());
        for (String exp : List.of("\"soon\"", "-1", "0", "1e400", "99999999999999999999", "null", "{}", "1700000000")) {
            assertThat(introspect("{\"active\":true,\"exp\":" + exp + "}"))
                    .as(exp)
                    .isEqualTo(new IntrospectionAnswer.Active(Optional.empty()));
        }
        for (String nonsense : List.of("", "[]", "{}", "{\"active\":\"true\"}", "{\"active\":true,\"active\":false}")) {
            assertThat(introspect(nonsense)).as(nonsense).isInstanceOf(IntrospectionAnswer.Unavailable.class);
        }
    }

    @Test
    void cannotIntrospectWhereTheDefinitionKnowsNoWay() {
        assertThat(await(introspections.introspect(ScriptedCalls.builtIn("github"), Map.of(), grant(Map.of()))))
                .isEqualTo(new IntrospectionAnswer.Unsupported());
        assertThat(calls.made).isEmpty();
    }

    /** Whatever comes, each endpoint answers with one of its outcomes, and no outcome repeats what came. */
    @Test
    void makesAnOutcomeOfWhateverIsSent() {
        long seed = 20_261_126;
        RandomAnswers answers = new RandomAnswers(seed);
        calls.answer = () -> Uni.createFrom().item(answers.next());
        for (int i = 0; i < 2_000; i++) {
            for (String provider : PROVIDERS) {
                String said = exchange(provider).toString()
                        + await(account(provider))
                        + revoke(provider)
                        + await(introspections.introspect(
                                ScriptedCalls.builtIn(provider), LOGIN, grant(values(provider))));
                assertThat(said)
                        .as("answer %d of seed %d", i, seed)
                        .doesNotContain("xoxb", "xoxp", "gho_", "00D!", "<!doctype", "the-access-token");
            }
            calls.made.clear();
        }
    }

    @Test
    void makesAnOutcomeOfWhateverIsSentAboutInstallations() {
        long seed = 20_261_127;
        RandomAnswers answers = new RandomAnswers(seed);
        calls.answer = () -> Uni.createFrom().item(answers.next());
        ProviderDefinition app = ScriptedCalls.builtIn("github-app");
        Installation seven = new Installation("7", new Account("1", Optional.of("acme"), Optional.empty()));
        // Each time the app signs, which is what takes long.
        for (int i = 0; i < 150; i++) {
            Rights rights = await(installations.rights(app, Map.of(), grant(Map.of()), seven));
            String said = await(installations.installations(app, Map.of(), grant(Map.of())))
                            .toString()
                    + await(installations.token(app, Map.of(), seven.id()));

            assertThat(rights).as("answer %d of seed %d", i, seed).isNotNull();
            assertThat(said)
                    .as("answer %d of seed %d", i, seed)
                    .doesNotContain("xoxb", "xoxp", "gho_", "00D!", "<!doctype", "the-access-token");
        }
    }

    private TokenAnswer exchange(String provider) {
        return await(tokens.exchange(new CodeExchange(
                ScriptedCalls.builtIn(provider),
                provider.equals("salesforce") ? LOGIN : Map.of(),
                Secret.of("the-code"),
                URI.create("https://console.example/cb"),
                Optional.of(Secret.of("the-verifier")),
                "nonce",
                Set.of("a"),
                Map.of())));
    }

    private AccountAnswer account(String provider, int status, String body) {
        calls.answering(status, body);
        return await(account(provider));
    }

    private Uni<AccountAnswer> account(String provider) {
        return accounts.account(ScriptedCalls.builtIn(provider), ConnectionKind.OAUTH, LOGIN, grant(values(provider)));
    }

    private RevocationAnswer revoke(String provider) {
        Map<String, String> variables = new HashMap<>(LOGIN);
        variables.put("account_id", "1");
        return await(revocations.revoke(
                ScriptedCalls.builtIn(provider), ConnectionKind.OAUTH, variables, grant(values(provider))));
    }

    private IntrospectionAnswer introspect(String body) {
        calls.answering(200, body);
        return await(
                introspections.introspect(ScriptedCalls.builtIn("salesforce"), LOGIN, grant(values("salesforce"))));
    }

    private static Map<String, String> values(String provider) {
        return switch (provider) {
            case "stripe" -> Map.of("stripe_user_id", "acct_1", "livemode", "false");
            case "salesforce" -> Map.of("instance_url", "https://acme.my.salesforce.com");
            default -> Map.of();
        };
    }

    private static Grant grant(Map<String, String> values) {
        return new Grant(
                Secret.of("the-access-token"),
                Optional.of(Secret.of("the-refresh-token")),
                "bearer",
                Set.of("one", "two"),
                Optional.empty(),
                values);
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(5));
    }
}
