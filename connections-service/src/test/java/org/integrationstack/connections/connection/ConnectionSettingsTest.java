package org.integrationstack.connections.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.yaml.DefinitionLoader;
import org.integrationstack.common.provider.yaml.InvalidDefinitionException;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.connections.web.Violation;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionSettingsTest {
    private static final ProviderId CRM = new ProviderId("crm");
    private static final ProviderId SLACK = new ProviderId("slack");

    private static final String DEFINITION = """
            id: crm
            name: CRM
            description: A provider of the tests.
            category: tests
            website: https://crm.example
            documentation: https://crm.example
            hosts: [crm.example, api.crm.example]
            oauth:
              issuer: https://crm.example
              authorize:
                url: https://crm.example/authorize
              token:
                url: https://crm.example/token
                clientAuthentication: post
              account:
                url: https://crm.example/me
                id: /id
            api:
              baseUrl: https://api.crm.example
              authorization:
                value: Bearer {access_token}
            settings:
              type: object
              required: [pipeline, region]
              properties:
                pipeline: {type: string, title: Pipeline, minLength: 2, maxLength: 5}
                region: {type: string, title: Region, enum: [eu, us], default: eu}
                days: {type: integer, title: Days, minimum: 1, maximum: 30}
                notify: {type: boolean, title: Notify, default: true}
            """;

    private final ConnectionSettings settings = new ConnectionSettings(OneProvider.crm());

    @Test
    void fillsInDefaultsAndNothingElse() {
        assertThat(settings.effective(CRM, Map.of("notify", false))).isEqualTo(Map.of("region", "eu", "notify", false));
        assertThat(settings.effective(new ProviderId("gone"), Map.of("kept", 1L)))
                .isEqualTo(Map.of("kept", 1L));
    }

    @Test
    void acceptsWhatTheSchemaDescribes() {
        assertThat(settings.check(CRM, Map.of("pipeline", "sales", "days", 30L, "notify", false)))
                .isEmpty();
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(Map.of(), "settings.pipeline"),
                Arguments.of(Map.of("pipeline", 7L), "settings.pipeline"),
                Arguments.of(Map.of("pipeline", "s"), "settings.pipeline"),
                Arguments.of(Map.of("pipeline", "too long"), "settings.pipeline"),
                Arguments.of(Map.of("pipeline", "sales", "region", "mars"), "settings.region"),
                Arguments.of(Map.of("pipeline", "sales", "days", 31L), "settings.days"),
                Arguments.of(Map.of("pipeline", "sales", "days", "3"), "settings.days"),
                Arguments.of(Map.of("pipeline", "sales", "notify", "yes"), "settings.notify"),
                Arguments.of(Map.of("pipeline", "sales", "other", true), "settings.other"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void namesTheSettingThatIsWrong(Map<String, Object> wrong, String field) {
        List<Violation> violations = settings.check(CRM, wrong);

        assertThat(violations).extracting(Violation::field).containsExactly(field);
        assertThat(violations.get(0).message()).isNotBlank().doesNotContain("too long", "mars");
    }

    @Test
    void offersNoneWhereTheDefinitionHasNone() {
        assertThat(settings.check(new ProviderId("gone"), Map.of("any", 1L)))
                .extracting(Violation::field)
                .containsExactly("settings.any");
    }

    @Test
    void knowsABuiltInDefinition() {
        ConnectionSettings builtIn = new ConnectionSettings(new ProviderCatalogue(Optional.empty()));

        assertThat(builtIn.check(SLACK, Map.of("channel", "C0123456789"))).isEmpty();
        assertThat(builtIn.check(SLACK, Map.of("channel", "C".repeat(31)))).hasSize(1);
    }

    private record OneProvider(ProviderDefinition definition) implements Providers {
        static OneProvider crm() {
            try {
                return new OneProvider(
                        new DefinitionLoader().load("crm.yaml", DEFINITION.getBytes(StandardCharsets.UTF_8)));
            } catch (InvalidDefinitionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<ProviderDefinition> find(ProviderId id) {
            return Optional.of(definition).filter(known -> known.id().equals(id));
        }

        @Override
        public List<ProviderDefinition> all() {
            return List.of(definition);
        }
    }
}
