package org.integrationstack.connections.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.yaml.DefinitionLoader;
import org.integrationstack.common.provider.yaml.InvalidDefinitionException;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.web.Violation;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointRulesTest {
    private static final String HEAD = """
            id: test
            name: Test
            description: A provider of the tests.
            category: tests
            website: https://provider.example
            documentation: https://provider.example
            hosts: [provider.example]
            webhooks:
            """;

    private static final String REST = """
              deliveryId: {header: X-Id}
              eventType: {body: /type}
            """;

    private static final String PLAIN = """
              signature:
                hmac: {header: X-Sig, algorithm: sha256, encoding: hex, signed: "{body}"}
            """ + REST;

    private static final String HEX_KEY = """
              signature:
                hmac:
                  header: X-Sig
                  algorithm: sha256
                  encoding: hex
                  key: {encoding: hex}
                  signed: "{body}"
            """ + REST;

    private static final String PUBLIC_KEY = """
              signature:
                ed25519: {header: X-Sig, encoding: hex, key: {encoding: hex}, signed: "{body}"}
            """ + REST;

    /** As Standard Webhooks has it. */
    private static final String BOTH = """
              signature:
                hmac:
                  header: X-Sig
                  algorithm: sha256
                  encoding: base64
                  key: {encoding: base64, prefix: whsec_}
                  signed: "{body}"
                ed25519:
                  header: X-Sig-A
                  encoding: base64
                  key: {encoding: base64, prefix: whpk_}
                  signed: "{body}"
            """ + REST;

    private static final String TOKEN = """
              signature:
                token: {header: X-Token}
            """ + REST;

    private static final String IDENTITY = """
              signature:
                oidc:
                  issuers: [https://provider.example]
                  keys: https://provider.example/keys
                  audience: "{audience}"
                  claims: {email: "{service_account}"}
              inputs:
                service_account: {title: Service account}
                audience: {title: Audience, default: ""}
            """ + REST;

    private static final String ORIGIN = """
              signature:
                origin: {organization: /org, equals: "{account}", addresses: [203.0.113.0/24]}
            """ + REST;

    private final SecretForms forms = new SecretForms(new SecureRandom());

    @ParameterizedTest
    @CsvSource({"PLAIN, [0-9a-f]{64}", "HEX_KEY, [0-9a-f]{64}", "BOTH, whsec_[A-Za-z0-9+/]{43}=", "TOKEN, [0-9a-f]{64}"
    })
    void makesSecretsInTheFormThatTheProviderTakes(String scheme, String form) {
        ProviderDefinition provider = provider(scheme);

        Secret secret = forms.generate(provider).orElseThrow();

        assertThat(secret.reveal()).matches(form);
        assertThat(forms.problem(provider, secret)).isEmpty();
        assertThat(forms.generate(provider)).isNotEqualTo(Optional.of(secret));
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, eight-ch, true",
        "PLAIN, seven-c, false",
        "HEX_KEY, 00112233445566778899aabbccddeeff, true",
        "HEX_KEY, 0011223, false",
        "HEX_KEY, not-hexadecimal, false",
        "BOTH, whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, true",
        "BOTH, MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, false",
        "BOTH, whsec_!!!!, false",
        "BOTH, whsec_AAAA, false",
        "BOTH, whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, true",
        "BOTH, whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, false",
        "PUBLIC_KEY, e5b14d9ac1e7dbf5b1f4a2d3c4b5a697e5b14d9ac1e7dbf5b1f4a2d3c4b5a697, true",
        "PUBLIC_KEY, e5b14d9ac1e7dbf5b1f4a2d3c4b5a697, false",
        "TOKEN, a-channel-token, true",
        "IDENTITY, a-secret-for-nothing, false"
    })
    void takesSecretsOfTheProvidersFormAlone(String scheme, String secret, boolean taken) {
        assertThat(forms.problem(provider(scheme), Secret.of(secret)).isEmpty()).isEqualTo(taken);
    }

    @Test
    void saysWhatASecretMustBeAndNeverWhatItIs() {
        assertThat(forms.problem(provider("BOTH"), Secret.of("wrong-one")).orElseThrow())
                .isEqualTo("must be a key of 8 bytes at least in base64 behind whsec_,"
                        + " or a public key of 32 bytes in base64 behind whpk_");
    }

    @Test
    void asksForTheKeyThatOnlyTheProviderHas() {
        assertThat(forms.generate(provider("PUBLIC_KEY"))).isEmpty();
        assertThat(violations("PUBLIC_KEY", Map.of(), true))
                .extracting(Violation::field)
                .containsExactly("secret");
    }

    @Test
    void asksForWhatSignaturesNeedBesideSecrets() {
        assertThat(violations("IDENTITY", Map.of(), true))
                .extracting(Violation::field)
                .containsExactly("values.service_account");
        assertThat(violations("IDENTITY", Map.of("service_account", "a@b.example", "x", "y"), true))
                .extracting(Violation::field)
                .containsExactly("values.x");
        assertThat(violations("IDENTITY", Map.of("service_account", "two\nlines"), true))
                .extracting(Violation::field)
                .containsExactly("values.service_account");
        assertThat(EndpointRules.values(wish(Map.of("service_account", "a@b.example"), true), provider("IDENTITY")))
                .isEqualTo(Map.of("service_account", "a@b.example", "audience", ""));
    }

    @Test
    void needsAConnectionWhereTheAccountIsTheProof() {
        assertThat(violations("ORIGIN", Map.of(), false))
                .extracting(Violation::field)
                .containsExactly("connection");
        assertThat(violations("ORIGIN", Map.of(), true)).isEmpty();
    }

    @Test
    void awaitsAHandshakeWhereThereIsOneThatNobodySigns() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        ProviderDefinition awaiting = load(PLAIN + """
                  handshakes:
                    - queryEcho: {method: GET, parameter: challenge}
                """);

        assertThat(EndpointRules.handshake(provider("PLAIN"), now, Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(EndpointRules.handshake(awaiting, now, Duration.ofMinutes(1)))
                .contains(now.plusSeconds(60));
    }

    private List<Violation> violations(String scheme, Map<String, String> values, boolean connection) {
        return EndpointRules.violations(wish(values, connection), provider(scheme), forms);
    }

    private static EndpointWish wish(Map<String, String> values, boolean connection) {
        return new EndpointWish("test", connection ? Optional.of("any") : Optional.empty(), Optional.empty(), values);
    }

    private static ProviderDefinition provider(String scheme) {
        return load(
                switch (scheme) {
                    case "PLAIN" -> PLAIN;
                    case "HEX_KEY" -> HEX_KEY;
                    case "PUBLIC_KEY" -> PUBLIC_KEY;
                    case "BOTH" -> BOTH;
                    case "TOKEN" -> TOKEN;
                    case "IDENTITY" -> IDENTITY;
                    case "ORIGIN" -> ORIGIN;
                    default -> throw new IllegalArgumentException(scheme);
                });
    }

    private static ProviderDefinition load(String webhooks) {
        try {
            return new DefinitionLoader().load("test.yaml", (HEAD + webhooks).getBytes(StandardCharsets.UTF_8));
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
