package org.integrationstack.connections.submission;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.AccountEndpoint;
import org.integrationstack.connections.grant.ClientGrant;
import org.integrationstack.connections.grant.CodeExchange;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.OwnClient;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenEndpoint;
import org.integrationstack.connections.grant.TokenRefresh;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialProofTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Account ACCOUNT = new Account("acct_1", Optional.of("Anvils"), Optional.empty());
    private static final Map<String, String> LOGIN = Map.of("login_url", "https://acme.my.salesforce.com");
    private static final OwnClient CLIENT = new OwnClient("3MVG9", Secret.of("client-secret"));

    private AccountAnswer account = new AccountAnswer.Known(ACCOUNT);
    private TokenAnswer token = granted("https://acme.my.salesforce.com");

    private final AccountEndpoint accounts =
            (provider, kind, inputs, grant) -> Uni.createFrom().item(account);
    private final CredentialProof proof =
            new CredentialProof(new Tokens(), accounts, new Fingerprints("a-key-of-the-tests-0123456789abcdef"));

    @Test
    void takesTheAccountThatTheProviderNames() {
        assertThat(key(ACME, "rk_live_1")).isEqualTo(new ProofAnswer.Proven(ACCOUNT, true, pasted("rk_live_1")));
    }

    @Test
    void namesAKeyItselfWhereTheProviderNamesNoAccount() {
        account = new AccountAnswer.Unnamed();

        String name = nameOf(key(ACME, "rk_live_1"));

        assertThat(name).matches("key:[0-9a-f]{32}").isEqualTo(nameOf(key(ACME, "rk_live_1")));
        assertThat(name)
                .isNotEqualTo(nameOf(key(ACME, "rk_live_2")))
                .isNotEqualTo(nameOf(key(new TenantId("globex"), "rk_live_1")));
        assertThat(Fingerprints.isOne(name)).isTrue();
    }

    @Test
    void givesAnotherNameUnderAnotherKey() {
        Secret credential = Secret.of("guessable");

        assertThat(new Fingerprints("one-key").of(ACME, credential))
                .isNotEqualTo(new Fingerprints("another-key").of(ACME, credential));
    }

    @Test
    void namesAPersonByTheUserNameAndNotByThePassword() {
        account = new AccountAnswer.Unnamed();
        Grant basic = pasted("em9lOnBhc3M6d29yZA=="); // zoe:pass:word

        assertThat(nameOf(prove(ACME, "github", ConnectionKind.BASIC, basic))).isEqualTo("zoe");
    }

    @Test
    void usesTheTokenOfAClientAndKeepsTheClient() {
        ProofAnswer.Proven proven = (ProofAnswer.Proven) client();

        assertThat(proven.account()).isEqualTo(ACCOUNT);
        assertThat(proven.grant().accessToken()).isEqualTo(Secret.of("session"));
        assertThat(OwnClient.of(proven.grant().refreshToken().orElseThrow())).isEqualTo(CLIENT);
        account = new AccountAnswer.Unnamed();
        assertThat(nameOf(client())).isEqualTo("3MVG9");
    }

    @Test
    void callsNobodyElseWithTheTokenOfAClient() {
        token = granted("https://evil.example");
        account = new AccountAnswer.Unavailable("must not be asked");

        assertThat(client()).isEqualTo(new ProofAnswer.Refused("kept_values"));
    }

    @Test
    void tellsARefusalFromAProviderInTrouble() {
        token = new TokenAnswer.Refused(TokenAnswer.Kind.CLIENT, "invalid_client");
        assertThat(client()).isEqualTo(new ProofAnswer.Refused("invalid_client"));
        token = new TokenAnswer.Unknown(TokenAnswer.Cause.UNREADABLE, "no_json_object");
        assertThat(client()).isInstanceOf(ProofAnswer.Unavailable.class);
        account = new AccountAnswer.Refused("account_status_401");
        assertThat(key(ACME, "rk_live_1")).isEqualTo(new ProofAnswer.Refused("account_status_401"));
        account = new AccountAnswer.Unreadable("account_no_json");
        assertThat(key(ACME, "rk_live_1")).isInstanceOf(ProofAnswer.Unavailable.class);
    }

    private ProofAnswer key(TenantId tenant, String key) {
        return prove(tenant, "stripe", ConnectionKind.API_KEY, pasted(key));
    }

    private ProofAnswer client() {
        Grant entered = new Grant(
                Secret.of("none"),
                Optional.of(CLIENT.joined()),
                "client_credentials",
                Set.of(),
                Optional.empty(),
                Map.of());
        return prove(ACME, "salesforce", ConnectionKind.CLIENT_CREDENTIALS, entered);
    }

    private ProofAnswer prove(TenantId tenant, String provider, ConnectionKind kind, Grant grant) {
        ProviderDefinition definition = new ProviderCatalogue(Optional.empty())
                .find(new ProviderId(provider))
                .orElseThrow();
        return proof.prove(tenant, definition, kind, LOGIN, grant).await().indefinitely();
    }

    private static String nameOf(ProofAnswer answer) {
        assertThat(answer).isInstanceOf(ProofAnswer.Proven.class);
        return ((ProofAnswer.Proven) answer).account().id();
    }

    private static Grant pasted(String token) {
        return new Grant(Secret.of(token), Optional.empty(), "api_key", Set.of(), Optional.empty(), Map.of());
    }

    private static TokenAnswer granted(String instance) {
        Grant grant = new Grant(
                Secret.of("session"),
                Optional.empty(),
                "Bearer",
                Set.of("api"),
                Optional.empty(),
                Map.of("instance_url", instance));
        return new TokenAnswer.Granted(grant, Map.of(), Optional.empty(), Optional.empty());
    }

    private final class Tokens implements TokenEndpoint {
        @Override
        public Uni<TokenAnswer> exchange(CodeExchange exchange) {
            throw new AssertionError("there is no code");
        }

        @Override
        public Uni<TokenAnswer> refresh(TokenRefresh refresh) {
            throw new AssertionError("there is no refresh token");
        }

        @Override
        public Uni<TokenAnswer> clientCredentials(ClientGrant grant) {
            return Uni.createFrom().item(token);
        }
    }
}
