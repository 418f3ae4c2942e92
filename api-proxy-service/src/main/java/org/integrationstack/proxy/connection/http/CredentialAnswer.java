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
import org.integrationstack.proxy.connection.TokenSlot;

/**
 * What connections-service says of a connection that may be used; other members are for others.
 *
 * @param version the token's own
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CredentialAnswer(
        ConnectionId connection,
        TenantId tenant,
        UserId owner,
        String provider,
        String kind,
        long version,
        long connectionVersion,
        String accountId,
        String accessToken,
        Map<String, String> values) {
    Usable toResolution(TokenSlot slot) {
        return new Usable(
                new Connection(
                        connection,
                        tenant,
                        owner,
                        new ProviderId(provider),
                        ConnectionKind.parse(kind).orElseThrow(),
                        Optional.ofNullable(accountId),
                        connectionVersion),
                new Credential(Secret.of(accessToken), slot, version, values == null ? Map.of() : values));
    }

    @Override
    public String toString() {
        return "CredentialAnswer[redacted]";
    }
}
