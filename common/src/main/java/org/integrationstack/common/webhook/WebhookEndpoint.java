package org.integrationstack.common.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.SigningSecret;

/**
 * Where a provider sends webhooks that belong to one tenant, with what proves that they are genuine.
 *
 * @param id random, a part of its URL
 * @param connection the connection that it belongs to; without one it belongs to the tenant as a whole
 * @param owner the connection's owner; present if, and only if, the connection is
 * @param account the connection's account at the provider; likewise
 * @param version raised by one with every change
 * @param secrets newest first; any that is good counts
 * @param values what the definition's signature scheme asks of an endpoint, by name
 * @param handshakeUntil until when it answers challenges that nobody has signed
 */
public record WebhookEndpoint(
        UUID id,
        TenantId tenant,
        ProviderId provider,
        Optional<ConnectionId> connection,
        Optional<UserId> owner,
        Optional<String> account,
        long version,
        List<SigningSecret> secrets,
        Map<String, String> values,
        Optional<Instant> handshakeUntil) {
    public WebhookEndpoint {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(handshakeUntil, "handshakeUntil");
        if (connection.isPresent() != owner.isPresent() || connection.isPresent() != account.isPresent()) {
            throw new IllegalArgumentException("owner and account are the connection's");
        }
        secrets = List.copyOf(secrets);
        values = Map.copyOf(values);
    }
}
