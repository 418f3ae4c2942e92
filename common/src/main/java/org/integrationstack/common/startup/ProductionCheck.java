package org.integrationstack.common.startup;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.Config;

/** Refuses to start in production with what belongs to the local stack, naming each such setting. */
@ApplicationScoped
class ProductionCheck {
    /** Addresses that credentials travel to: config key and how the environment spells it. */
    private static final Map<String, String> ADDRESSES = Map.of(
            "quarkus.oidc.auth-server-url", "OIDC_ISSUER",
            "connections.url", "CONNECTIONS_URL",
            "proxy.url", "PROXY_URL",
            "console.url", "CONSOLE_URL",
            "integration.console.url", "CONSOLE_URL",
            "gateway.url", "GATEWAY_URL",
            "integration.gateway.public-url", "GATEWAY_URL");

    private static final Map<String, String> DEVELOPMENT_ONLY = Map.of(
            "integration.http.host-overrides", "INTEGRATION_HTTP_HOST_OVERRIDES",
            "integration.http.allowed-private", "INTEGRATION_HTTP_ALLOWED_PRIVATE");

    private final Config config;
    private final Instance<ProductionRule> rules;

    @Inject
    ProductionCheck(Config config, @Any Instance<ProductionRule> rules) {
        this.config = config;
        this.rules = rules;
    }

    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        check(config, rules);
    }

    static void check(Config config, Iterable<ProductionRule> rules) {
        if (mode(config) == Mode.LOCAL) {
            return;
        }
        Set<String> violations = violations(config);
        rules.forEach(rule -> violations.addAll(rule.violations()));
        if (!violations.isEmpty()) {
            throw new IllegalStateException("refusing to start in production: " + String.join("; ", violations)
                    + ". Correct these, or set INTEGRATION_MODE=local on a developer's machine.");
        }
    }

    static Set<String> violations(Config config) {
        Set<String> violations = new TreeSet<>();
        ADDRESSES.forEach((key, name) -> config.getOptionalValue(key, String.class)
                .filter(url -> url.toLowerCase(Locale.ROOT).startsWith("http:"))
                .ifPresent(url -> violations.add(name + " must be https, not " + url)));
        DEVELOPMENT_ONLY.forEach((key, name) -> config.getOptionalValue(key, String.class)
                .ifPresent(value -> violations.add(name + " is for development only")));
        return violations;
    }

    private static Mode mode(Config config) {
        String mode = config.getOptionalValue("integration.mode", String.class).orElse("production");
        return Mode.valueOf(mode.toUpperCase(Locale.ROOT));
    }

    private enum Mode {
        PRODUCTION,
        LOCAL
    }
}
