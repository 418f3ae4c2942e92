package org.integrationstack.local.configuration;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of every process: the same names that production sets, with this installation's addresses and secrets.
 * Each process gets the secrets that it needs and no others.
 */
public final class Environments {

    private static final String PROVIDER = "INTEGRATION_PROVIDERS_";
    private static final List<String> CLIENTS =
            List.of("GITHUB", "GITHUB_APP", "GOOGLE", "SLACK", "STRIPE", "SALESFORCE");
    private static final String APP_KEY = "GITHUB_APP_PRIVATE_KEY";
    /** As the sandbox's pushes of Pub/Sub say. */
    private static final String PUSH_ACCOUNT = "integration-push@sandbox-project.iam.gserviceaccount.com";

    /** What the providers tell by themselves: that a merchant has disconnected an account there. */
    private static final String SUBSCRIPTIONS =
            "{\"stripe\":{\"events\":[\"account.application.deauthorized\"]},\"slack\":{\"events\":[\"tokens_revoked\"]}}";

    /** What each provider's webhooks are signed with. */
    private static final Map<String, String> WEBHOOK_SECRETS = webhookSecrets();

    private final PortBlock ports;
    private final Secrets secrets;
    private final boolean sandbox;
    private final Optional<Path> providers;
    private final Path appKey;
    private final Map<String, String> own;

    /**
     * @param sandbox whether provider hosts lead to the sandbox
     * @param providers a directory of added provider definitions
     * @param appKey where the key of the app that proves itself by one lies; {@link Secrets#appKey} is its content
     * @param own the environment of the person who starts the stack: what it says about providers wins
     */
    public Environments(
            PortBlock ports,
            Secrets secrets,
            boolean sandbox,
            Optional<Path> providers,
            Path appKey,
            Map<String, String> own) {
        this.ports = ports;
        this.secrets = secrets;
        this.sandbox = sandbox;
        this.providers = providers;
        this.appKey = appKey;
        this.own = own;
    }

    public Map<String, String> connections() {
        Map<String, String> environment = service(Slot.CONNECTIONS, Slot.CONNECTIONS_MANAGEMENT, "connections-service");
        addDatabase(environment, "connections", "DATABASE_CONNECTIONS_PASSWORD");
        addClient(environment, "connections-service", "IDENTITY_SECRET_CONNECTIONS_SERVICE");
        environment.put("REDIS_URL", redis());
        environment.put("INTEGRATION_KEYS_VAULT", secrets.get("INTEGRATION_KEYS_VAULT"));
        environment.put("INTEGRATION_KEYS_SESSION", secrets.get("INTEGRATION_KEYS_SESSION"));
        environment.put("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS", secrets.get("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS"));
        addRegistrations(environment);
        // A file's name, since the files of environments are read by shells, to which a key's spaces mean something.
        if (sandbox && !own.containsKey(PROVIDER + APP_KEY)) {
            environment.put(PROVIDER + APP_KEY + "_FILE", appKey.toString());
        }
        return environment;
    }

    public Map<String, String> gateway() {
        Map<String, String> environment = service(Slot.GATEWAY, Slot.GATEWAY_MANAGEMENT, "webhook-gateway");
        environment.put("INTEGRATION_KEYS_WEBHOOK_MAC", secrets.get("INTEGRATION_KEYS_WEBHOOK_MAC"));
        environment.put("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS", secrets.get("INTEGRATION_KEYS_WEBHOOK_ENDPOINTS"));
        WEBHOOK_SECRETS.keySet().forEach(provider -> addWebhookSecret(environment, provider));
        if (sandbox) {
            addProvenance(environment);
        }
        return environment;
    }

    public Map<String, String> worker() {
        Map<String, String> environment = service(Slot.WORKER, Slot.WORKER_MANAGEMENT, "webhook-worker");
        addDatabase(environment, "worker", "DATABASE_WORKER_PASSWORD");
        addClient(environment, "webhook-worker", "IDENTITY_SECRET_WEBHOOK_WORKER");
        environment.put("INTEGRATION_KEYS_WEBHOOK_MAC", secrets.get("INTEGRATION_KEYS_WEBHOOK_MAC"));
        environment.put("INTEGRATION_KEYS_WEBHOOK_PAYLOADS", secrets.get("INTEGRATION_KEYS_WEBHOOK_PAYLOADS"));
        environment.put("INTEGRATION_ORDERS_TEST_PAYMENTS", "true");
        addMailer(environment);
        if (sandbox) {
            addProduct(environment);
        }
        return environment;
    }

    public Map<String, String> proxy() {
        Map<String, String> environment = service(Slot.PROXY, Slot.PROXY_MANAGEMENT, "api-proxy-service");
        addClient(environment, "api-proxy-service", "IDENTITY_SECRET_API_PROXY_SERVICE");
        environment.put("REDIS_URL", redis());
        environment.put("REDIS_CACHE_URL", redisCache());
        environment.put("INTEGRATION_KEYS_CACHE", secrets.get("INTEGRATION_KEYS_CACHE"));
        return environment;
    }

    /** @param data where the provider keeps its signing key */
    public Map<String, String> identity(Path data) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("IDENTITY_PORT", Integer.toString(ports.port(Slot.IDENTITY)));
        environment.put("IDENTITY_DATA", data.toString());
        environment.put("CONSOLE_URL", ports.url(Slot.CONNECTIONS));
        for (Person person : Person.values()) {
            environment.put(person.secret(), secrets.get(person.secret()));
        }
        for (String client : new String[] {"CONNECTIONS_SERVICE", "API_PROXY_SERVICE", "WEBHOOK_WORKER", "PRODUCT"}) {
            environment.put("IDENTITY_SECRET_" + client, secrets.get("IDENTITY_SECRET_" + client));
        }
        return environment;
    }

    public Map<String, String> sandbox() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SANDBOX_PORT", Integer.toString(ports.port(Slot.SANDBOX)));
        environment.put("GATEWAY_URL", ports.url(Slot.GATEWAY));
        environment.put("SANDBOX_REDIRECT_URIS", ports.url(Slot.CONNECTIONS) + "/api/auth/callback/{provider}");
        addRegistrations(environment);
        addProviderSecret(environment, APP_KEY, APP_KEY);
        for (String signing : new String[] {"GITHUB", "GITHUB_APP", "SLACK", "STANDARD_WEBHOOKS", "STRIPE"}) {
            addWebhookSecret(environment, signing);
        }
        environment.put("SANDBOX_PRODUCT_SECRET", secrets.get("PRODUCT_WEBHOOK_SECRET"));
        environment.put("SANDBOX_SETTINGS", SUBSCRIPTIONS);
        return environment;
    }

    private Map<String, String> service(Slot slot, Slot management, String name) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("INTEGRATION_MODE", "local");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.port(slot)));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(ports.port(management)));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", ports.address(Slot.KAFKA));
        environment.put("KAFKA_USERNAME", name);
        environment.put("KAFKA_PASSWORD", secrets.get(kafkaPassword(name)));
        environment.put("OIDC_ISSUER", ports.url(Slot.IDENTITY));
        environment.put("CONNECTIONS_URL", ports.url(Slot.CONNECTIONS));
        environment.put("CONSOLE_URL", ports.url(Slot.CONNECTIONS));
        environment.put("GATEWAY_URL", ports.url(Slot.GATEWAY));
        environment.put("PROXY_URL", ports.url(Slot.PROXY));
        providers.ifPresent(directory -> environment.put("INTEGRATION_PROVIDERS_DIRECTORY", directory.toString()));
        if (sandbox) {
            environment.put("INTEGRATION_HTTP_HOST_OVERRIDES", Imitated.hostOverrides(ports.url(Slot.SANDBOX)));
            environment.put("INTEGRATION_HTTP_ALLOWED_PRIVATE", ports.address(Slot.SANDBOX));
        }
        return environment;
    }

    private void addDatabase(Map<String, String> environment, String role, String password) {
        environment.put("DATABASE_URL", "postgresql://" + ports.address(Slot.POSTGRES) + "/integration");
        environment.put("DATABASE_USERNAME", role);
        environment.put("DATABASE_PASSWORD", secrets.get(password));
    }

    /** Whom pushes come in the name of, and where messages come from, that are not signed with a secret of ours. */
    private static void addProvenance(Map<String, String> environment) {
        environment.put(PROVIDER + "GOOGLE_WEBHOOK_VALUES_SERVICE_ACCOUNT", PUSH_ACCOUNT);
        environment.put(PROVIDER + "SALESFORCE_WEBHOOK_ADDRESSES", "127.0.0.1/32");
    }

    /** Where events are forwarded to under the name {@code product}: the sandbox's receiver. */
    private void addProduct(Map<String, String> environment) {
        String destination = "INTEGRATION_EFFECTS_FORWARD_DESTINATIONS__PRODUCT__";
        environment.put(destination + "TENANT", "acme");
        environment.put(destination + "URL", ports.url(Slot.SANDBOX) + "/_product/events");
        environment.put(destination + "SECRETS", secrets.get("PRODUCT_WEBHOOK_SECRET"));
    }

    /** The sink takes every mail, without encryption or a password. */
    private void addMailer(Map<String, String> environment) {
        environment.put("QUARKUS_MAILER_MOCK", "false");
        environment.put("QUARKUS_MAILER_HOST", "127.0.0.1");
        environment.put("QUARKUS_MAILER_PORT", Integer.toString(ports.port(Slot.SMTP)));
        environment.put("QUARKUS_MAILER_START_TLS", "DISABLED");
        environment.put("QUARKUS_MAILER_LOGIN", "DISABLED");
        environment.put("QUARKUS_MAILER_FROM", "integrations@product.example");
    }

    private void addClient(Map<String, String> environment, String clientId, String secret) {
        environment.put("OIDC_CLIENT_ID", clientId);
        environment.put("OIDC_CLIENT_SECRET", secrets.get(secret));
    }

    /** The product's registrations: the sandbox's, unless the person brings real ones. */
    private void addRegistrations(Map<String, String> environment) {
        for (String client : CLIENTS) {
            addProviderSecret(environment, client + "_CLIENT_ID", client + "_CLIENT_ID");
            addProviderSecret(environment, client + "_CLIENT_SECRET", client + "_CLIENT_SECRET");
        }
    }

    private void addWebhookSecret(Map<String, String> environment, String provider) {
        addProviderSecret(environment, provider + "_WEBHOOK_SECRET", WEBHOOK_SECRETS.get(provider));
    }

    private void addProviderSecret(Map<String, String> environment, String setting, String secret) {
        String brought = own.get(PROVIDER + setting);
        if (brought != null) {
            environment.put(PROVIDER + setting, brought);
        } else if (sandbox) {
            environment.put(PROVIDER + setting, secrets.get(secret));
        }
    }

    private String redis() {
        return "redis://:" + secrets.get("REDIS_PASSWORD") + "@" + ports.address(Slot.REDIS);
    }

    private String redisCache() {
        return "redis://:" + secrets.get("REDIS_CACHE_PASSWORD") + "@" + ports.address(Slot.REDIS_CACHE);
    }

    private static Map<String, String> webhookSecrets() {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("GITHUB", "GITHUB_WEBHOOK_SECRET");
        secrets.put("GITHUB_APP", "GITHUB_APP_WEBHOOK_SECRET");
        secrets.put("STRIPE", "STRIPE_WEBHOOK_SECRET");
        secrets.put("SLACK", "SLACK_SIGNING_SECRET");
        secrets.put("STANDARD_WEBHOOKS", "STANDARD_WEBHOOKS_SECRET");
        return Collections.unmodifiableMap(secrets);
    }

    /** The name of the secret that is the Kafka password of a service. */
    public static String kafkaPassword(String service) {
        return "KAFKA_" + service.toUpperCase(Locale.ROOT).replace('-', '_') + "_PASSWORD";
    }
}
