package org.integrationstack.worker.effect.forward;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.integrationstack.common.startup.ProductionRule;

/** Where events are forwarded to is reached over https alone. */
@ApplicationScoped
class SecureDestinations implements ProductionRule {
    private final ForwardConfig config;

    SecureDestinations(ForwardConfig config) {
        this.config = config;
    }

    @Override
    public List<String> violations() {
        return config.destinations().entrySet().stream()
                .filter(entry -> entry.getValue()
                        .url()
                        .filter(url -> !"https".equalsIgnoreCase(url.getScheme()))
                        .isPresent())
                .map(entry -> "integration.effects.forward.destinations." + entry.getKey() + ".url must be https")
                .sorted()
                .toList();
    }
}
