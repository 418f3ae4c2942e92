package org.integrationstack.local;

import java.nio.file.Path;

import org.integrationstack.local.configuration.PortBlock;
import org.integrationstack.local.configuration.Slot;

/**
 * What a person sees when the stack is ready: where everything is, where it logs, and what to try next.
 */
record Overview(LauncherOptions options) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\n");
        if (options.services()) {
            addServices(text);
        }
        addInfrastructure(text);
        addNextSteps(text);
        return text.toString();
    }

    private void addServices(StringBuilder text) {
        service(text, "connections-service", Slot.CONNECTIONS, Slot.CONNECTIONS_MANAGEMENT);
        service(text, "webhook-gateway", Slot.GATEWAY, Slot.GATEWAY_MANAGEMENT);
        service(text, "webhook-worker", Slot.WORKER, Slot.WORKER_MANAGEMENT);
        service(text, "api-proxy-service", Slot.PROXY, Slot.PROXY_MANAGEMENT);
    }

    private void service(StringBuilder text, String name, Slot slot, Slot management) {
        PortBlock ports = options.ports();
        line(text, name, ports.url(slot), options.logs().resolve(name + ".log"));
        line(text, "", ports.url(management) + "/q/health", null);
    }

    private void addInfrastructure(StringBuilder text) {
        PortBlock ports = options.ports();
        if (options.sandbox()) {
            line(
                    text,
                    "sandbox providers",
                    ports.url(Slot.SANDBOX),
                    options.logs().resolve("sandbox.log"));
        }
        line(text, "identity provider", ports.url(Slot.IDENTITY), options.logs().resolve("identity.log"));
        line(text, "mail sink", ports.url(Slot.MAIL) + "  smtp " + ports.address(Slot.SMTP), null);
        line(text, "PostgreSQL", ports.address(Slot.POSTGRES), options.data().resolve("postgres/postgresql.log"));
        line(text, "Kafka", ports.address(Slot.KAFKA), options.data().resolve("kafka/kafka.log"));
        line(text, "Redis (state)", ports.address(Slot.REDIS), options.data().resolve("redis/redis.log"));
        line(
                text,
                "Redis (cache)",
                ports.address(Slot.REDIS_CACHE),
                options.data().resolve("redis-cache/redis.log"));
    }

    private void addNextSteps(StringBuilder text) {
        String stackEnv = shown(options.stackEnv());
        text.append('\n');
        if (options.services()) {
            String console = options.ports().url(Slot.CONNECTIONS) + "/settings/integrations";
            text.append("  Console      ").append(console).append("  (choose alice to sign in)\n");
            if (options.sandbox()) {
                text.append("  The journey  deploy/demo\n");
            }
            text.append("  By hand      . ").append(stackEnv);
            text.append("; curl -H \"Authorization: Bearer $USER_TOKEN\" $CONNECTIONS_URL/api/connections\n");
        } else {
            text.append("  Run a service by hand with its environment in ");
            text.append(shown(options.environments())).append(", for instance\n");
            text.append("    set -a; . ").append(shown(options.environments().resolve("webhook-gateway.env")));
            text.append("; set +a; java -jar webhook-gateway/target/quarkus-app/quarkus-run.jar\n");
        }
        text.append("  Addresses, tokens and process ids are in ")
                .append(stackEnv)
                .append('\n');
        text.append("  Stop with Ctrl-C, or deploy/down if detached\n");
    }

    private void line(StringBuilder text, String name, String address, Path log) {
        String shownLog = log == null ? "" : shown(log);
        text.append("  %-20s %-38s %s".formatted(name, address, shownLog).stripTrailing())
                .append('\n');
    }

    /** Paths as a person types them who stands in the project. */
    private String shown(Path path) {
        return path.startsWith(options.project())
                ? options.project().relativize(path).toString()
                : path.toString();
    }
}
