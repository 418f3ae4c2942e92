package org.integrationstack.local;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import org.integrationstack.embedded.Kafka;
import org.integrationstack.embedded.Postgres;
import org.integrationstack.local.configuration.Person;
import org.integrationstack.local.configuration.PortBlock;
import org.integrationstack.local.configuration.PrivateFile;
import org.integrationstack.local.configuration.Secrets;
import org.integrationstack.local.configuration.Slot;

/**
 * The file {@code stack.env}: addresses, tokens, secrets and process ids of the running stack, for people, scripts and
 * tests. It is there only while the stack is ready. Thread-safe.
 */
final class StackEnv {

    private final LauncherOptions options;
    private final PortBlock ports;
    private final Secrets secrets;
    private Map<String, String> tokens = Map.of();

    StackEnv(LauncherOptions options, Secrets secrets) {
        this.options = options;
        this.ports = options.ports();
        this.secrets = secrets;
    }

    /** Has the identity provider issue every token anew; a file written from now on holds them. */
    void renewTokens() {
        Tokens issuer = new Tokens(URI.create(tokenUrl()));
        Map<String, String> fresh = new LinkedHashMap<>();
        for (Person person : Person.values()) {
            fresh.put(person.tokenKey(), issuer.get(person.clientId(), secrets.get(person.secret())));
        }
        fresh.put("SERVICE_TOKEN", issuer.get("product", secrets.get("IDENTITY_SECRET_PRODUCT")));
        synchronized (this) {
            tokens = fresh;
        }
    }

    void write(Map<String, Long> pids) {
        PrivateFile.write(options.stackEnv(), values(pids));
    }

    private synchronized Map<String, String> values(Map<String, Long> pids) {
        Map<String, String> values = new LinkedHashMap<>();
        addAddresses(values);
        addStores(values);
        values.put("SERVICE_CLIENT_ID", "product");
        values.put("SERVICE_CLIENT_SECRET", secrets.get("IDENTITY_SECRET_PRODUCT"));
        values.putAll(tokens);
        for (String secret : new String[] {
            "GITHUB_WEBHOOK_SECRET",
            "STRIPE_WEBHOOK_SECRET",
            "SLACK_SIGNING_SECRET",
            "STANDARD_WEBHOOKS_SECRET",
            "PRODUCT_WEBHOOK_SECRET"
        }) {
            values.put(secret, secrets.get(secret));
        }
        pids.forEach((key, pid) -> values.put("PID_" + key, pid.toString()));
        values.put("PID_LAUNCHER", Long.toString(ProcessHandle.current().pid()));
        return values;
    }

    private void addAddresses(Map<String, String> values) {
        if (options.services()) {
            addService(values, "CONNECTIONS", Slot.CONNECTIONS, Slot.CONNECTIONS_MANAGEMENT);
            addService(values, "GATEWAY", Slot.GATEWAY, Slot.GATEWAY_MANAGEMENT);
            addService(values, "WORKER", Slot.WORKER, Slot.WORKER_MANAGEMENT);
            addService(values, "PROXY", Slot.PROXY, Slot.PROXY_MANAGEMENT);
            values.put("CONSOLE_URL", ports.url(Slot.CONNECTIONS));
        }
        if (options.sandbox()) {
            values.put("SANDBOX_URL", ports.url(Slot.SANDBOX));
        }
        values.put("IDP_URL", ports.url(Slot.IDENTITY));
        values.put("TOKEN_URL", tokenUrl());
        values.put("MAIL_URL", ports.url(Slot.MAIL));
        values.put("SMTP_URL", "smtp://" + ports.address(Slot.SMTP));
    }

    private void addService(Map<String, String> values, String key, Slot slot, Slot management) {
        values.put(key + "_URL", ports.url(slot));
        values.put(key + "_MANAGEMENT_URL", ports.url(management));
    }

    private void addStores(Map<String, String> values) {
        values.put(
                "DATABASE_URL",
                "postgresql://%s:%s@%s/%s"
                        .formatted(
                                Postgres.ADMIN,
                                secrets.get("DATABASE_ADMIN_PASSWORD"),
                                ports.address(Slot.POSTGRES),
                                Postgres.DATABASE));
        values.put("KAFKA_BOOTSTRAP_SERVERS", ports.address(Slot.KAFKA));
        values.put("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
        values.put("KAFKA_SASL_MECHANISM", "PLAIN");
        values.put("KAFKA_USERNAME", Kafka.ADMIN);
        values.put("KAFKA_PASSWORD", secrets.get("KAFKA_ADMIN_PASSWORD"));
        values.put("REDIS_URL", "redis://:" + secrets.get("REDIS_PASSWORD") + "@" + ports.address(Slot.REDIS));
        values.put(
                "REDIS_CACHE_URL",
                "redis://:" + secrets.get("REDIS_CACHE_PASSWORD") + "@" + ports.address(Slot.REDIS_CACHE));
    }

    private String tokenUrl() {
        return ports.url(Slot.IDENTITY) + "/oauth2/token";
    }
}
