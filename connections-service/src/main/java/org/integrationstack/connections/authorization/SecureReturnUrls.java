package org.integrationstack.connections.authorization;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.startup.ProductionRule;

/** Where browsers are sent back to, with a one-time code, is reached over https alone. */
@ApplicationScoped
class SecureReturnUrls implements ProductionRule {
    private final AuthorizationSettings settings;

    @Inject
    SecureReturnUrls(AuthorizationSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<String> violations() {
        return settings.returnUrls().entrySet().stream()
                .flatMap(tenant -> tenant.getValue().stream()
                        .filter(url -> !"https".equalsIgnoreCase(url.getScheme()))
                        .map(url -> "integration.authorization.return-urls.%s must be https, not %s"
                                .formatted(tenant.getKey(), url)))
                .toList();
    }
}
