package org.integrationstack.common.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.yaml.ProviderCatalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What people say before they connect, and what a token response says after it, decides where tokens go. */
class InputTest {

    private static final Hosts HOSTS = new Hosts(List.of("*.shops.example.com"));

    private final ProviderDefinition salesforce = new ProviderCatalogue(Optional.empty())
            .find(new ProviderId("salesforce"))
            .orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://acme.my.salesforce.com",
                "https://acme.my.salesforce.com:8443",
                "https://user@acme.my.salesforce.com",
                "https://acme.my.salesforce.com.evil.example",
                "https://evil.example/acme.my.salesforce.com",
                "https://evil.example#.my.salesforce.com",
                "https://evil.example\\@acme.my.salesforce.com",
                "https://evilmy.salesforce.com",
                "https://my.salesforce.com",
                "https://169.254.169.254",
                "//acme.my.salesforce.com",
                "https://acme.my.salesforce.com/services/oauth2",
                "https://\u0430cme.my.salesforce.com",
                "https://acme.my.salesforce.com\r\nX: y"
            })
    void refusesAnAddressInDisguise(String value) {
        assertThat(salesforce.inputProblems(Map.of("login_url", value)))
                .containsOnlyKeys("login_url")
                .allSatisfy((name, reason) -> assertThat(reason).doesNotContain("salesforce.com"));
        assertThatThrownBy(() -> salesforce
                        .api(ConnectionKind.OAUTH)
                        .orElseThrow()
                        .baseUrl()
                        .resolve(Map.of("instance_url", value)))
                .as("the same in a token response")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.salesforce.com",
                "https://test.salesforce.com/",
                "https://acme.my.salesforce.com",
                "https://acme--uat.sandbox.my.salesforce.com",
                "https://ACME.my.salesforce.com:443"
            })
    void takesAddressesOfTheProvider(String value) {
        assertThat(salesforce.inputProblems(Map.of("login_url", value))).isEmpty();
    }

    @Test
    void takesTheDefaultWhereNothingIsSaid() {
        assertThat(salesforce.withDefaults(Map.of())).isEqualTo(Map.of("login_url", "https://login.salesforce.com"));
        assertThat(salesforce.inputProblems(Map.of())).isEmpty();
    }

    @Test
    void namesWhatIsNotAskedFor() {
        assertThat(salesforce.inputProblems(Map.of("instance_url", "https://acme.my.salesforce.com")))
                .isEqualTo(Map.of("instance_url", "is not asked for"));
    }

    @Test
    void wantsAValueWhereThereIsNoDefault() {
        Input shop = new Input(Input.Kind.LABEL, "Shop", Optional.empty(), Optional.empty());
        ProviderDefinition acme = new ProviderDefinition(
                new ProviderId("acme"),
                salesforce.catalogue(),
                HOSTS,
                Map.of("shop", shop),
                Optional.empty(),
                Credentials.NONE,
                Optional.empty(),
                Map.of(),
                List.of(),
                Map.of());

        assertThat(acme.inputProblems(Map.of())).isEqualTo(Map.of("shop", "is missing"));
        assertThat(acme.inputProblems(Map.of("shop", "evil.example/")))
                .isEqualTo(Map.of("shop", "must be one DNS label"));
        assertThat(acme.inputProblems(Map.of("shop", "coyote"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "nul\0", "\u0085"})
    void takesOneLineOfText(String value) {
        Input note = new Input(Input.Kind.TEXT, "Note", Optional.empty(), Optional.empty());

        assertThat(note.problem(value, HOSTS)).contains("must be one line of 200 characters at most");
        assertThat(note.problem("x".repeat(201), HOSTS)).isPresent();
        assertThat(note.problem("Grüße, {shop}/..", HOSTS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acct\r\nEvil: 1", "acct\n", "", " acct", "a\u00e9"})
    void makesNoHeaderFieldOfAKeptValueThatIsNone(String value) {
        Api.Authorization authorization = new Api.Authorization(
                "Authorization",
                new Template("Bearer {access_token}"),
                Api.ApiSecret.ACCESS_TOKEN,
                Map.of("Acme-Account", new Template("{account}")));

        assertThatThrownBy(() -> authorization.fields(Map.of("access_token", "t", "account", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the values make no header field Acme-Account");
    }
}
