package org.integrationstack.worker.effect.email;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.common.startup.ProductionRule;

/** Mail that counts as sent is sent. */
@ApplicationScoped
class RealMail implements ProductionRule {
    private final boolean mock;

    RealMail(@ConfigProperty(name = "quarkus.mailer.mock", defaultValue = "false") boolean mock) {
        this.mock = mock;
    }

    @Override
    public List<String> violations() {
        return mock ? List.of("QUARKUS_MAILER_MOCK is for development only: mails would be lost") : List.of();
    }
}
