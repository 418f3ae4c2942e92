package org.integrationstack.connections.submission;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.yaml.DefinitionLoader;
import org.integrationstack.common.provider.yaml.InvalidDefinitionException;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.OwnClient;
import org.integrationstack.connections.web.Violation;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialFieldsTest {
    private static final ProviderDefinition STRIPE = builtIn("stripe");
    private static final ProviderDefinition SALESFORCE = builtIn("salesforce");
    private static final ProviderDefinition DESK = desk();

    @Test
    void takesAKeyWithoutTheBlanksThatCameAlong() {
        CredentialFields fields = apiKey(Map.of("api_key", "  rk_live_abc\n"));

        assertThat(fields.check()).isEmpty();
        assertThat(fields.grant().accessToken()).isEqualTo(Secret.of("rk_live_abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rk_live_a b", "rk_live_ä", "rk_live_\u0000", "rk_live_a\r\nX-Evil: 1"})
    void refusesWhatNoHeaderMayHold(String key) {
        assertThat(messages(apiKey(Map.of("api_key", key))))
                .containsExactly("must be visible ASCII characters without blanks");
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(apiKey(Map.of()).check()).containsExactly(new Violation("credentials.api_key", "is missing"));
        assertThat(apiKey(Map.of("api_key", " ")).check())
                .containsExactly(new Violation("credentials.api_key", "is missing"));
    }

    @Test
    void saysHowAKeyBegins() {
        assertThat(messages(apiKey(Map.of("api_key", "sk_live_platform"))))
                .containsExactly("must begin with rk_live_ or rk_test_");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(messages(apiKey(Map.of("api_key", "rk_live_" + "a".repeat(4096)))))
                .containsExactly("must have 4096 characters at most");
    }

    @Test
    void repeatsNothingThatWasSentNotEvenAName() {
        List<Violation> violations = apiKey(Map.of("rk_live_pasted_as_name", "rk_live_pasted_as_value"))
                .check();

        assertThat(violations).hasSize(2);
        assertThat(violations.toString()).doesNotContain("pasted").contains("asked for is api_key");
    }

    @Test
    void joinsUserAndPasswordAsTheyAreSent() {
        CredentialFields fields = basic("zoë", " pass:wörd ");

        assertThat(fields.check()).isEmpty();
        assertThat(new String(
                        Base64.getDecoder().decode(fields.grant().accessToken().reveal()), StandardCharsets.UTF_8))
                .isEqualTo("zoë: pass:wörd ");
    }

    @Test
    void refusesAUserNameThatWouldEndEarly() {
        assertThat(messages(basic("zoe:admin", "secret"))).containsExactly("must not have a colon");
        assertThat(messages(basic("zoe", "two\nlines"))).containsExactly("must be one line");
    }

    @Test
    void keepsTheClientThatTokensAreGotWith() {
        Grant grant = new CredentialFields(
                        SALESFORCE,
                        ConnectionKind.CLIENT_CREDENTIALS,
                        Map.of("client_id", "3MVG9:id", "client_secret", "sec%ret+:x"))
                .grant();

        OwnClient client = OwnClient.of(grant.refreshToken().orElseThrow());

        assertThat(client).isEqualTo(new OwnClient("3MVG9:id", Secret.of("sec%ret+:x")));
        assertThat(grant.accessToken().reveal()).doesNotContain("sec");
    }

    private static CredentialFields apiKey(Map<String, String> given) {
        return new CredentialFields(STRIPE, ConnectionKind.API_KEY, given);
    }

    private static CredentialFields basic(String user, String password) {
        return new CredentialFields(DESK, ConnectionKind.BASIC, Map.of("username", user, "password", password));
    }

    private static List<String> messages(CredentialFields fields) {
        return fields.check().stream().map(Violation::message).toList();
    }

    private static ProviderDefinition builtIn(String id) {
        return new ProviderCatalogue(Optional.empty()).find(new ProviderId(id)).orElseThrow();
    }

    private static ProviderDefinition desk() {
        String yaml = """
                id: desk
                name: Desk
                description: Tickets.
                category: support
                website: https://desk.example
                documentation: https://desk.example/docs
                hosts: [desk.example]
                credentials:
                  basic:
                    fields:
                      username: {title: User name}
                      password: {title: Password}
                    account:
                      url: https://desk.example/me
                      id: /id
                api:
                  baseUrl: https://desk.example
                """;
        try {
            return new DefinitionLoader().load("desk.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException(e.problems().toString(), e);
        }
    }
}
