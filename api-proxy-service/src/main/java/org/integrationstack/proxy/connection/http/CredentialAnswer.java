package org.integrationstack.proxy.connection.http;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.connection.Credential;
import org.integrationstack.proxy.connection.Resolution.Usable;

/**
 * What connections-service says of a connection that may be used; other members are for others.
 *
 * @param connectionVersion the connection's own; {@code version} is the token's, which no answer of the provider depends on
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CredentialAnswer(
        ConnectionId connection,
        TenantId tenant,
        UserId owner,
        String provider,
        String kind,
        long connectionVersion,
        String accountId,
        String accessToken,
        Map<String, String> values) {
    Usable toResolution() {
        return new Usable(
                new Connection(
                        connection,
                        tenant,
                        owner,
                        new ProviderId(provider),
                        ConnectionKind.parse(kind).orElseThrow(),
                        Optional.ofNullable(accountId),
                        connectionVersion),
                new Credential(Secret.of(accessToken), values == null ? Map.of() : values));
    }

    @Override
    public String toString() {
        return "CredentialAnswer[redacted]";
    }
}
