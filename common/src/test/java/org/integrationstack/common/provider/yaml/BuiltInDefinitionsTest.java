package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.Api.Pagination;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.Handshake;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the built-in definitions say, read as the services read it. */
class BuiltInDefinitionsTest {

    private static final ProviderCatalogue CATALOGUE = new ProviderCatalogue(Optional.empty());

    static List<ProviderDefinition> builtIn() {
        return CATALOGUE.all();
    }

    static List<ProviderDefinition> connectable() {
        return builtIn().stream()
                .filter(definition -> definition.oauth().isPresent())
                .toList();
    }

    /** The catalogue trusts them to have the right shape. */
    @ParameterizedTest
    @MethodSource("builtIn")
    void areAsTheSchemaWantsThem(ProviderDefinition definition) throws Exception {
        String file = definition.id() + ".yaml";

        assertThat(new DefinitionLoader().load(file, content(file))).isEqualTo(definition);
    }

    @ParameterizedTest
    @MethodSource("connectable")
    void canBeConnectedAndCalledWithTheirDefaults(ProviderDefinition definition) {
        OAuth oauth = definition.oauth().orElseThrow();
        Map<String, String> values = definition.withDefaults(Map.of());

        assertThat(definition.inputProblems(Map.of())).isEmpty();
        assertThat(definition.hosts().allow(oauth.authorize().url().resolve(values)))
                .isTrue();
        assertThat(definition.hosts().allow(oauth.token().url().resolve(values)))
                .isTrue();
        assertThat(definition.kinds()).isNotEmpty();
        assertThat(oauth.scopes().ceiling()).containsAll(oauth.scopes().toRequest(List.of()));
    }

    @Test
    void offerTheseKindsOfConnection() {
        Map<String, Object> kinds = new HashMap<>();
        builtIn().forEach(definition -> kinds.put(definition.id().value(), definition.kinds()));

        assertThat(kinds)
                .containsEntry("github", Set.of(ConnectionKind.OAUTH, ConnectionKind.API_KEY))
                .containsEntry("github-app", Set.of(ConnectionKind.APP))
                .containsEntry("google", Set.of(ConnectionKind.OAUTH))
                .containsEntry("salesforce", Set.of(ConnectionKind.OAUTH, ConnectionKind.CLIENT_CREDENTIALS))
                .containsEntry("slack", Set.of(ConnectionKind.OAUTH, ConnectionKind.API_KEY))
                .containsEntry("stripe", Set.of(ConnectionKind.OAUTH, ConnectionKind.API_KEY));
    }

    @Test
    void googleIsAskedForARefreshTokenAndForWhoItIs() {
        OAuth google = oauth("google");

        assertThat(google.authorize().parameters()).containsEntry("access_type", "offline");
        assertThat(google.authorize().consentParameters()).containsOnly(Map.entry("prompt", "consent"));
        assertThat(google.scopes().toRequest(List.of("https://www.googleapis.com/auth/drive.file")))
                .containsExactly("openid", "email", "https://www.googleapis.com/auth/drive.file");
        assertThat(google.idToken().orElseThrow().issuers())
                .containsExactlyInAnyOrder("https://accounts.google.com", "accounts.google.com");
    }

    @Test
    void googleGrantsShortScopesByTheirLongNames() {
        List<String> granted = List.of("openid", "https://www.googleapis.com/auth/userinfo.email");

        assertThat(oauth("google").scopes().missing(List.of("openid", "email", "profile"), granted))
                .containsExactly("profile");
    }

    @Test
    void slackHasASecondTokenInTheSameResponse() {
        OAuth slack = oauth("slack");
        OAuth.TokenSlot user = slack.slots().get("user");

        assertThat(slack.pkce()).isFalse();
        assertThat(slack.scopes().join(List.of("a", "b"))).isEqualTo("a,b");
        assertThat(user.scopeParameter()).isEqualTo("user_scope");
        assertThat(user.response().accessToken()).isEqualTo(JsonPointer.compile("/authed_user/access_token"));
        assertThat(user.response().refreshToken()).isEqualTo(JsonPointer.compile("/authed_user/refresh_token"));
        assertThat(user.response().error()).isEqualTo(JsonPointer.compile("/error"));
    }

    @Test
    void slackSaysInItsOwnWordsWhatWentWrong() {
        OAuth.Errors errors = oauth("slack").errors();

        assertThat(errors.of("invalid_refresh_token")).contains(OAuth.Errors.Meaning.REVOKED);
        assertThat(errors.of("invalid_grant")).contains(OAuth.Errors.Meaning.REVOKED);
        assertThat(errors.of("bad_client_secret")).contains(OAuth.Errors.Meaning.CLIENT);
        assertThat(errors.of("ratelimited")).contains(OAuth.Errors.Meaning.TEMPORARY);
        assertThat(errors.of("bad_redirect_uri")).isEmpty();
    }

    /** Source: docs.stripe.com "Making API calls for connected accounts". */
    @Test
    void stripeIsCalledWithThePlatformsKeyForTheAccountThatTheGrantProved() {
        Api.Authorization authorization = api("stripe", ConnectionKind.OAUTH).authorization();

        assertThat(authorization.secret()).isEqualTo(Api.ApiSecret.CLIENT_SECRET);
        assertThat(authorization.fields(Map.of("access_token", "sk_x", "stripe_user_id", "acct_1")))
                .isEqualTo(Map.of("Authorization", "Bearer sk_x", "Stripe-Account", "acct_1"));
        assertThatThrownBy(() -> authorization.fields(Map.of("access_token", "sk_x")))
                .hasMessage("no value for {stripe_user_id}");
    }

    @Test
    void aRestrictedKeyOfStripeActsForItsOwnAccountAlone() {
        Api api = api("stripe", ConnectionKind.API_KEY);

        assertThat(api.authorization().secret()).isEqualTo(Api.ApiSecret.ACCESS_TOKEN);
        assertThat(api.authorization().fields(Map.of("access_token", "rk_test_1")))
                .isEqualTo(Map.of("Authorization", "Bearer rk_test_1"));
        assertThat(api.accountSelectors()).contains("Stripe-Account", "Stripe-Context");
    }

    @Test
    void anythingButARestrictedKeyIsNotTakenForOne() {
        Credentials.Asked key = definition("stripe")
                .credentials()
                .fields(ConnectionKind.API_KEY)
                .get(Credentials.API_KEY);

        assertThat(key.secret()).isTrue();
        assertThat(key.fits("rk_test_51")).isTrue();
        assertThat(key.fits("sk_live_51")).isFalse();
    }

    @Test
    void salesforceIsCalledWhereItsTokenResponseSays() {
        ProviderDefinition salesforce = definition("salesforce");
        Map<String, String> values =
                new HashMap<>(salesforce.withDefaults(Map.of("login_url", "https://acme.my.salesforce.com")));
        values.put("instance_url", "https://acme--uat.sandbox.my.salesforce.com");

        assertThat(oauth("salesforce").token().url().resolve(values))
                .hasToString("https://acme.my.salesforce.com/services/oauth2/token");
        assertThat(api("salesforce", ConnectionKind.OAUTH).baseUrl().resolve(values))
                .hasToString("https://acme--uat.sandbox.my.salesforce.com");
        assertThat(salesforce.kept(ConnectionKind.CLIENT_CREDENTIALS)).containsExactly("instance_url");
    }

    @Test
    void salesforceDoesNotSayWhenATokenEnds() {
        OAuth salesforce = oauth("salesforce");

        assertThat(salesforce.introspection().orElseThrow().expiresAt()).isEqualTo(JsonPointer.compile("/exp"));
        assertThat(salesforce.refresh().assumedLife()).isPresent();
        assertThat(salesforce.refresh().unknownOutcome()).isEqualTo(OAuth.UnknownOutcome.WAIT);
        assertThat(salesforce.scopes().toRequest(List.of("api"))).contains("refresh_token");
    }

    @Test
    void anInstallationOfTheGithubAppIsProvenByAdminRights() {
        Credentials.App app = definition("github-app").credentials().app().orElseThrow();
        Credentials.Membership membership = app.installations().membership().orElseThrow();

        assertThat(membership.url().resolve(Map.of("account_name", "octo/../org")))
                .hasToString("https://api.github.com/user/memberships/orgs/octo%2F..%2Forg");
        assertThat(membership.conditions())
                .containsExactlyInAnyOrder(
                        new Api.BodyCondition(JsonPointer.compile("/role"), Set.of("admin")),
                        new Api.BodyCondition(JsonPointer.compile("/state"), Set.of("active")));
        assertThat(app.token().url().resolve(Map.of(Credentials.App.INSTALLATION_ID, "7")))
                .hasToString("https://api.github.com/app/installations/7/access_tokens");
        assertThat(app.assertionLife()).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void webhooksOfGoogleAreOfTwoKinds() {
        List<Webhooks> kinds = definition("google").webhooks();

        assertThat(kinds.get(0).when()).contains(new Webhooks.When.Header("X-Goog-Channel-ID"));
        assertThat(kinds.get(0).handshakes())
                .singleElement()
                .isEqualTo(new Handshake.Reply(
                        true,
                        new Handshake.Condition.Header("X-Goog-Resource-State", "sync"),
                        new Webhooks.Answer(200, "", "text/plain")));
        assertThat(kinds.get(1).when()).isEmpty();
        assertThat(kinds.get(1).inputs()).containsOnlyKeys("service_account", "audience");
        assertThat(kinds.get(1).needsSecret()).isFalse();
    }

    /** Where the body is signed and the id is not, whoever captured a delivery could send it under any id. */
    @Test
    void webhooksSayWhetherTheirIdsAreSigned() {
        assertThat(webhooks("github").idSigned()).isFalse();
        assertThat(webhooks("shopify").idSigned()).isFalse();
        assertThat(webhooks("stripe").idSigned()).isTrue();
        assertThat(webhooks("slack").idSigned()).isTrue();
        assertThat(definition("standard-webhooks").webhooks()).allMatch(Webhooks::idSigned);
        assertThat(webhooks("salesforce").idSigned()).as("nothing is signed").isTrue();
    }

    @Test
    void webhooksAreAsLargeAsTheirProvidersMakeThem() {
        assertThat(webhooks("github").maxBytes()).isEqualTo(Webhooks.LARGEST);
        assertThat(webhooks("stripe").maxBytes()).hasToString("2MiB");
    }

    @Test
    void salesforceHearsItsAcknowledgement() {
        Webhooks.Answer answer = webhooks("salesforce").answer();

        assertThat(answer.contentType()).isEqualTo("text/xml");
        assertThat(answer.body())
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=")
                .contains("<notificationsResponse xmlns=\"http://soap.sforce.com/2005/09/outbound\"><Ack>true</Ack>");
    }

    @Test
    void handshakesAreSignedWhereTheProviderSignsThem() {
        Map<String, Boolean> signed = new HashMap<>();
        builtIn()
                .forEach(definition -> definition.webhooks().stream()
                        .flatMap(kind -> kind.handshakes().stream())
                        .forEach(handshake -> signed.put(definition.id().value(), handshake.signed())));

        assertThat(signed)
                .isEqualTo(Map.of(
                        "discord", true,
                        "discord-events", true,
                        "google", true,
                        "meta", false,
                        "microsoft-graph", false,
                        "slack", true,
                        "zoom", true));
    }

    private static Webhooks webhooks(String provider) {
        return definition(provider).webhooks().get(0);
    }

    @Test
    void listsArePagedInFourWays() {
        assertThat(pagination("github")).isInstanceOf(Pagination.LinkHeader.class);
        assertThat(pagination("google")).isInstanceOf(Pagination.Cursor.class);
        assertThat(pagination("slack")).isInstanceOf(Pagination.Cursor.class);
        assertThat(pagination("stripe")).isInstanceOf(Pagination.LastElement.class);
        assertThat(pagination("salesforce")).isInstanceOf(Pagination.NextPath.class);
    }

    @Test
    void quotasCountTheCallsTheyAreMeantFor() {
        assertThat(definition("slack").limits())
                .allSatisfy(limit -> assertThat(limit.paths()).hasSize(1));
        assertThat(definition("salesforce").limits().get(0).reported())
                .contains(new Api.ReportedBy.Usage("sforce-limit-info", "api-usage"));
    }

    private static Pagination pagination(String provider) {
        return definition(provider).api().orElseThrow().pagination().orElseThrow();
    }

    private static Api api(String provider, ConnectionKind kind) {
        return definition(provider).api(kind).orElseThrow();
    }

    private static OAuth oauth(String provider) {
        return definition(provider).oauth().orElseThrow();
    }

    private static ProviderDefinition definition(String provider) {
        return CATALOGUE.find(new ProviderId(provider)).orElseThrow();
    }

    private static byte[] content(String file) throws IOException {
        return BuiltInDefinitionsTest.class
                .getResourceAsStream("/providers/" + file)
                .readAllBytes();
    }
}
