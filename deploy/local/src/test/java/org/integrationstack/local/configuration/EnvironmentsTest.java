package org.integrationstack.local.configuration;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class EnvironmentsTest {

    private static final PortBlock PORTS = new PortBlock(PortBlock.DEFAULT_BASE);

    @TempDir
    private Path directory;

    private Secrets secrets;

    @BeforeEach
    void makeSecrets() {
        secrets = Secrets.in(directory.resolve("secrets.env"));
    }

    @Test
    void theGatewayGetsNothingButKafkaItsMacKeyAndTheWebhookSecrets() {
        Map<String, String> gateway = withSandbox().gateway();

        assertThat(gateway)
                .containsEntry("INTEGRATION_PROVIDERS_GITHUB_WEBHOOK_SECRET", secrets.get("GITHUB_WEBHOOK_SECRET"))
                .containsEntry("INTEGRATION_KEYS_WEBHOOK_MAC", secrets.get("INTEGRATION_KEYS_WEBHOOK_MAC"))
                .doesNotContainKeys("DATABASE_URL", "REDIS_URL", "INTEGRATION_KEYS_VAULT", "OIDC_CLIENT_SECRET");
    }

    @Test
    void theWorkerAndTheProxyCannotOpenTheVault() {
        Environments environments = withSandbox();

        assertThat(List.of(environments.worker(), environments.proxy()))
                .allSatisfy(environment -> assertThat(environment)
                        .doesNotContainValue(secrets.get("INTEGRATION_KEYS_VAULT"))
                        .doesNotContainValue(secrets.get("GITHUB_CLIENT_SECRET")));
    }

    @Test
    void eachServiceHasAKafkaUserOfItsOwn() {
        Environments environments = withSandbox();

        assertThat(List.of(
                        environments.connections(),
                        environments.gateway(),
                        environments.worker(),
                        environments.proxy()))
                .extracting(environment -> environment.get("KAFKA_USERNAME"))
                .containsExactly("connections-service", "webhook-gateway", "webhook-worker", "api-proxy-service");
    }

    @Test
    void providerHostsLeadToTheSandboxAndItAloneMayBePrivate() {
        assertThat(withSandbox().proxy())
                .containsEntry("INTEGRATION_MODE", "local")
                .containsEntry(
                        "INTEGRATION_HTTP_HOST_OVERRIDES",
                        "github.com=http://127.0.0.1:8100/github,api.github.com=http://127.0.0.1:8100/github")
                .containsEntry("INTEGRATION_HTTP_ALLOWED_PRIVATE", "127.0.0.1:8100");
    }

    @Test
    void withoutTheSandboxThereAreRealAddressesAndNoMadeUpRegistrations() {
        Map<String, String> connections =
                environments(false, Optional.empty(), Map.of()).connections();

        assertThat(connections)
                .doesNotContainKeys(
                        "INTEGRATION_HTTP_HOST_OVERRIDES",
                        "INTEGRATION_HTTP_ALLOWED_PRIVATE",
                        "INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID",
                        "INTEGRATION_PROVIDERS_GITHUB_CLIENT_SECRET");
    }

    @Test
    void aRegistrationThatThePersonBringsWins() {
        Map<String, String> own = Map.of("INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID", "mine");

        assertThat(environments(false, Optional.empty(), own).connections())
                .containsEntry("INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID", "mine");
        assertThat(environments(true, Optional.empty(), own).sandbox())
                .containsEntry("INTEGRATION_PROVIDERS_GITHUB_CLIENT_ID", "mine");
    }

    @Test
    void addedProviderDefinitionsReachEveryService() {
        Environments environments = environments(true, Optional.of(directory), Map.of());

        assertThat(List.of(environments.connections(), environments.gateway(), environments.worker()))
                .allSatisfy(environment ->
                        assertThat(environment).containsEntry("INTEGRATION_PROVIDERS_DIRECTORY", directory.toString()));
    }

    @Test
    void theIdentityProviderGetsTheSecretOfEveryClient() {
        Map<String, String> identity = withSandbox().identity(directory);

        assertThat(identity)
                .containsEntry("IDENTITY_SECRET_ALICE", secrets.get("IDENTITY_SECRET_ALICE"))
                .containsEntry(
                        "IDENTITY_SECRET_CONNECTIONS_SERVICE", secrets.get("IDENTITY_SECRET_CONNECTIONS_SERVICE"))
                .containsEntry("IDENTITY_DATA", directory.toString());
    }

    @Test
    void everyValueCanBeReadByAShellWithoutQuotes() {
        Environments environments = withSandbox();

        assertThat(List.of(
                        environments.connections(),
                        environments.gateway(),
                        environments.worker(),
                        environments.proxy()))
                .flatExtracting(Map::values)
                .allMatch(value -> value.matches("[A-Za-z0-9._~:/@,=+-]+"));
    }

    private Environments withSandbox() {
        return environments(true, Optional.empty(), Map.of());
    }

    private Environments environments(boolean sandbox, Optional<Path> providers, Map<String, String> own) {
        return new Environments(PORTS, secrets, sandbox, providers, own);
    }
}
