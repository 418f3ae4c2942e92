package org.integrationstack.connections.refresh;

import java.nio.charset.StandardCharsets;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.yaml.DefinitionLoader;
import org.integrationstack.common.provider.yaml.InvalidDefinitionException;

/** Definitions as tests need them. */
final class TestDefinitions {
    private static final String OAUTH = """
            id: simulated
            name: Simulated
            description: A provider of the tests.
            category: tests
            website: https://provider.example
            documentation: https://provider.example
            hosts: [provider.example, api.provider.example]
            oauth:
              issuer: https://provider.example
              authorize:
                url: https://provider.example/authorize
              token:
                url: https://provider.example/token
                clientAuthentication: post
              account:
                url: https://provider.example/me
                id: /id
              refresh:
            %s
            api:
              baseUrl: https://api.provider.example
              authorization:
                value: Bearer {access_token}
            """;

    private TestDefinitions() {}

    static ProviderDefinition oauth() {
        return load("    unknownOutcome: wait");
    }

    /** Tokens live that long, as the definition guesses. */
    static ProviderDefinition assuming(String life) {
        return load("    unknownOutcome: wait\n    assumedLife: " + life);
    }

    /** When a token ends can be asked. */
    static ProviderDefinition introspecting() {
        return load("    unknownOutcome: wait\n  introspection:\n    url: https://provider.example/introspect\n"
                + "    authentication: post");
    }

    private static ProviderDefinition load(String refresh) {
        try {
            return new DefinitionLoader()
                    .load("test.yaml", OAUTH.formatted(refresh).getBytes(StandardCharsets.UTF_8));
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException(e);
        }
    }
}
