package org.integrationstack.connections.refresh;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.grant.InstallationEndpoint;
import org.integrationstack.connections.grant.TokenAnswer;

/** Gets the next token for an app's installation, by the app's own key: there is nothing that could be used up. */
@ApplicationScoped
class InstallationRenewal implements Renewal {
    private final InstallationEndpoint endpoint;

    @Inject
    InstallationRenewal(InstallationEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public ConnectionKind kind() {
        return ConnectionKind.APP;
    }

    @Override
    public boolean renews(boolean hasRefreshToken) {
        return true;
    }

    /** What fails for one installation may do so for all: they have one endpoint in common, its address but for the id. */
    @Override
    public URI endpoint(Renewable renewable) {
        Map<String, String> variables = new HashMap<>(renewable.inputs());
        variables.put(Credentials.App.INSTALLATION_ID, "0");
        return renewable
                .provider()
                .credentials()
                .app()
                .orElseThrow()
                .token()
                .url()
                .resolve(variables);
    }

    @Override
    public UnknownOutcome unknownOutcome(ProviderDefinition provider) {
        return UnknownOutcome.REPLAY;
    }

    @Override
    public Uni<TokenAnswer> renew(Renewable renewable) {
        String installation = renewable.grant().values().get(Credentials.App.INSTALLATION_ID);
        return endpoint.token(renewable.provider(), renewable.inputs(), installation);
    }
}
