package org.integrationstack.connections.refresh;

import java.net.URI;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.grant.ClientGrant;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.OwnClient;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenEndpoint;

/**
 * Gets the next token for a customer's own client, by the client's secret, which no use wears out. Source: RFC 6749
 * section 4.4.
 */
@ApplicationScoped
class ClientCredentialsRenewal implements Renewal {
    private final TokenEndpoint endpoint;

    @Inject
    ClientCredentialsRenewal(TokenEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public ConnectionKind kind() {
        return ConnectionKind.CLIENT_CREDENTIALS;
    }

    @Override
    public boolean renews(boolean hasRefreshToken) {
        return hasRefreshToken;
    }

    @Override
    public URI endpoint(Renewable renewable) {
        return definition(renewable.provider()).token().url().resolve(renewable.inputs());
    }

    @Override
    public UnknownOutcome unknownOutcome(ProviderDefinition provider) {
        return UnknownOutcome.REPLAY;
    }

    @Override
    public Uni<TokenAnswer> renew(Renewable renewable) {
        Grant current = renewable.grant();
        OwnClient client = OwnClient.of(current.refreshToken().orElseThrow());
        return endpoint.clientCredentials(new ClientGrant(
                        definition(renewable.provider()), renewable.inputs(), client.id(), client.secret()))
                .map(answer -> own(answer, current, client));
    }

    /** A client that is refused is the customer's, and says nothing about this installation's own. */
    private static TokenAnswer own(TokenAnswer answer, Grant current, OwnClient client) {
        if (answer instanceof TokenAnswer.Granted granted) {
            Grant renewed = current.renewedBy(granted.grant().keptBy(client));
            return new TokenAnswer.Granted(renewed, granted.others(), granted.account(), granted.idToken());
        }
        return answer instanceof TokenAnswer.Refused refused && refused.kind() == TokenAnswer.Kind.CLIENT
                ? new TokenAnswer.Refused(TokenAnswer.Kind.REVOKED, refused.code())
                : answer;
    }

    private static Credentials.ClientCredentials definition(ProviderDefinition provider) {
        return provider.credentials()
                .clientCredentials()
                .orElseThrow(
                        () -> new IllegalStateException(provider.id() + " takes no clients of customers any more"));
    }
}
