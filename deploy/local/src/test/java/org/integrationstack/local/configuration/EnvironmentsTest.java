package org.integrationstack.local.configuration;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class EnvironmentsTest {

    private static final PortBlock PORTS = new PortBlock(PortBlock.DEFAULT_BASE);

    @TempDir
    private static Path directory;

    private static Secrets secrets;

    /** Once: an RSA key among them takes its time. */
    @BeforeAll
    static void makeSecrets() {
        secrets = Secrets.in(directory.resolve("secrets.env"));
    }

    @Test
    void theGatewayGetsNothingButKafkaItsKeysAndTheWebhookSecrets() {
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
                .hasEntrySatisfying(
                        "INTEGRATION_HTTP_HOST_OVERRIDES",
                        overrides -> assertThat(overrides.split(","))
                                .contains(
                                        "api.github.com=http://127.0.0.1:8100/github",
                                        "oauth2.googleapis.com=http://127.0.0.1:8100/google",
                                        "slack.com=http://127.0.0.1:8100/slack",
                                        "connect.stripe.com=http://127.0.0.1:8100/stripe",
                                        "acme.my.salesforce.com=http://127.0.0.1:8100/salesforce"))
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
    void everyProviderIsRegisteredAlikeAtTheSandboxAndAtTheServices() {
        Map<String, String> connections = withSandbox().connections();
        Map<String, String> sandbox = withSandbox().sandbox();

        for (String provider : List.of("GITHUB", "GITHUB_APP", "GOOGLE", "SLACK", "STRIPE", "SALESFORCE")) {
            for (String name : List.of("_CLIENT_ID", "_CLIENT_SECRET")) {
                String key = "INTEGRATION_PROVIDERS_" + provider + name;
                assertThat(connections.get(key)).as(key).isNotBlank().isEqualTo(sandbox.get(key));
            }
        }
        for (String provider : List.of("GITHUB", "GITHUB_APP", "SLACK", "STRIPE")) {
            String key = "INTEGRATION_PROVIDERS_" + provider + "_WEBHOOK_SECRET";
            assertThat(sandbox.get(key))
                    .as(key)
                    .isNotBlank()
                    .isEqualTo(withSandbox().gateway().get(key));
        }
        assertThat(sandbox)
                .containsEntry("SANDBOX_PRODUCT_SECRET", secrets.get("PRODUCT_WEBHOOK_SECRET"))
                .containsEntry("SANDBOX_REDIRECT_URIS", "http://127.0.0.1:8081/api/auth/callback/{provider}");
    }

    @Test
    void theAppsKeyReachesItsServiceAsAFileAndTheSandboxAsAValue() {
        String key = "INTEGRATION_PROVIDERS_GITHUB_APP_PRIVATE_KEY";
        Map<String, String> own = Map.of(key, "mine");

        assertThat(withSandbox().connections())
                .containsEntry(key + "_FILE", directory.resolve("app.pem").toString())
                .doesNotContainKey(key);
        assertThat(withSandbox().sandbox()).containsEntry(key, secrets.get("GITHUB_APP_PRIVATE_KEY"));
        assertThat(environments(true, Optional.empty(), own).connections()).doesNotContainKey(key + "_FILE");
        assertThat(environments(true, Optional.empty(), own).sandbox()).containsEntry(key, "mine");
        assertThat(environments(false, Optional.empty(), Map.of()).connections())
                .doesNotContainKey(key + "_FILE");
    }

    @Test
    void theWorkerCallsAsItselfAndSendsMailsToTheSink() {
        assertThat(withSandbox().worker())
                .containsEntry("OIDC_CLIENT_ID", "webhook-worker")
                .containsEntry("OIDC_CLIENT_SECRET", secrets.get("IDENTITY_SECRET_WEBHOOK_WORKER"))
                .containsEntry("QUARKUS_MAILER_HOST", "127.0.0.1")
                .containsEntry("QUARKUS_MAILER_PORT", "8103");
    }

    @Test
    void theWorkerForwardsToTheSandboxsReceiverIfThereIsOne() {
        String destination = "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__PRODUCT__";

        assertThat(withSandbox().worker())
                .containsEntry(destination + "URL", "http://127.0.0.1:8100/_product/events")
                .containsEntry(destination + "SECRETS", withSandbox().sandbox().get("SANDBOX_PRODUCT_SECRET"));
        assertThat(environments(false, Optional.empty(), Map.of()).worker()).doesNotContainKey(destination + "URL");
    }

    @Test
    void aKeysetIsKnownToTheServicesThatUseItAlone() {
        Environments environments = withSandbox();
        List<Map<String, String>> all = List.of(
                environments.connections(), environments.gateway(), environments.worker(), environments.proxy());

        assertThat(all)
                .extracting(environment -> environment.get("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS"))
                .containsExactly(
                        secrets.get("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS"),
                        secrets.get("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS"),
                        null,
                        null);
        assertThat(all)
                .extracting(environment -> environment.get("INTEGRATION_KEYS_WEBHOOK_PAYLOADS"))
                .containsExactly(null, null, secrets.get("INTEGRATION_KEYS_WEBHOOK_PAYLOADS"), null);
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
        return new Environments(PORTS, secrets, sandbox, providers, directory.resolve("app.pem"), own);
    }
}
