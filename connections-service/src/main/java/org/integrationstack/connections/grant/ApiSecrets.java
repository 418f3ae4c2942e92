package org.integrationstack.connections.grant;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.secret.Secret;

/**
 * What a call sends for {@code {access_token}}: the grant's own token, or where the definition says so the client secret,
 * which acts only for the account that a kept value names.
 */
@ApplicationScoped
public class ApiSecrets {
    private final ProviderSettings registrations;

    @Inject
    public ApiSecrets(ProviderSettings registrations) {
        this.registrations = registrations;
    }

    /** The secret; empty where it is the client's and this installation has none. */
    public Optional<Secret> of(ProviderDefinition provider, ConnectionKind kind, Grant grant) {
        boolean ofClient = provider.api(kind)
                .filter(api -> api.authorization().secret() == Api.ApiSecret.CLIENT_SECRET)
                .isPresent();
        return ofClient
                ? registrations.client(provider.id()).map(ProviderSettings.ClientRegistration::secret)
                : Optional.of(grant.accessToken());
    }
}
