package org.integrationstack.connections.grant;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;

class KeptValuesTest {
    private static final ProviderCatalogue BUILT_IN = new ProviderCatalogue(Optional.empty());
    private static final ProviderDefinition SALESFORCE =
            BUILT_IN.find(new ProviderId("salesforce")).orElseThrow();
    private static final Map<String, String> LOGIN = Map.of("login_url", "https://login.salesforce.com");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://acme.my.salesforce.com",
                "https://acme.my.salesforce.com/",
                "https://globex--uat.sandbox.my.salesforce.com"
            })
    void takesTheProvidersOwnHosts(String instance) {
        assertThat(leads(Map.of("instance_url", instance))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://my.salesforce.com.evil.example",
                "https://acme.my.salesforce.com.",
                "https://acme.my.salesforce.com@evil.example",
                "https://acme.my.salesforce.com:8443",
                "https://acme.my.salesforce.com\\@evil.example",
                "https://acme.my.salesforce.com#@evil.example",
                "https://acme.my.salesforce.com?x=",
                "HTTP://acme.my.salesforce.com",
                "https://evilmy.salesforce.com",
                "https://127.0.0.1",
                "https://[::1]",
                " https://acme.my.salesforce.com",
                "acme.my.salesforce.com",
                "//acme.my.salesforce.com",
                "javascript:alert(1)",
                ""
            })
    void takesNoOther(String instance) {
        assertThat(leads(Map.of("instance_url", instance))).isFalse();
    }

    @Test
    void missesAValueThatUrlsNeed() {
        assertThat(leads(Map.of())).isFalse();
    }

    /** A URL that no address uses today may be used tomorrow. */
    @Test
    void takesNoUrlElsewhereUnderWhateverName() {
        Map<String, String> values =
                Map.of("instance_url", "https://acme.my.salesforce.com", "id", "https://login.evil.example/id/00D/005");

        assertThat(leads(values)).isFalse();
    }

    @Test
    void takesNoValueThatMakesNoHeader() {
        ProviderDefinition stripe = BUILT_IN.find(new ProviderId("stripe")).orElseThrow();

        assertThat(KeptValues.leadToTheProvider(
                        stripe,
                        ConnectionKind.OAUTH,
                        Map.of(),
                        grant(Map.of("stripe_user_id", "acct_1", "livemode", "true"))))
                .isTrue();
        assertThat(KeptValues.leadToTheProvider(
                        stripe,
                        ConnectionKind.OAUTH,
                        Map.of(),
                        grant(Map.of("stripe_user_id", "acct_1\r\nStripe-Account: acct_2", "livemode", "true"))))
                .isFalse();
    }

    /** What is taken leads to the provider, read as whoever calls it will. */
    @Test
    void leadsNowhereElseWhateverIsSent() {
        long seed = 20_261_127;
        Random random = new Random(seed);
        List<String> parts = List.of(
                "https://",
                "http://",
                "acme",
                ".my.salesforce.com",
                "login.salesforce.com",
                "evil.example",
                "@",
                ":",
                "443",
                "8443",
                "/",
                "\\",
                "#",
                "?",
                "%2e",
                "%00",
                " ",
                ".",
                "..",
                "xn--",
                "[::1]",
                "127.0.0.1",
                "\u3002");
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder instance = new StringBuilder(random.nextBoolean() ? "https://acme.my.salesforce.com" : "");
            for (int n = random.nextInt(5); n > 0; n--) {
                instance.insert(random.nextInt(instance.length() + 1), parts.get(random.nextInt(parts.size())));
            }
            if (leads(Map.of("instance_url", instance.toString()))) {
                taken++;
                URI api = SALESFORCE.api().orElseThrow().baseUrl().resolve(Map.of("instance_url", instance.toString()));
                assertThat(SALESFORCE.hosts().allow(api))
                        .as("%s of seed %d", instance, seed)
                        .isTrue();
                assertThat(api.getHost()).as("%s of seed %d", instance, seed).endsWith(".salesforce.com");
            }
        }
        assertThat(taken).isPositive();
    }

    private static boolean leads(Map<String, String> values) {
        return KeptValues.leadToTheProvider(SALESFORCE, ConnectionKind.OAUTH, LOGIN, grant(values));
    }

    private static Grant grant(Map<String, String> values) {
        return new Grant(Secret.of("t"), Optional.empty(), "bearer", Set.of(), Optional.empty(), values);
    }
}
