package org.integrationstack.connections.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.common.webhook.WebhookEndpoint;

/**
 * An endpoint as it is kept.
 *
 * @param holder the connection that it belongs to; without one it belongs to the tenant as a whole
 * @param values what the definition asks of an endpoint, by name
 * @param handshakeUntil until when it answers challenges that nobody has signed
 * @param secrets newest first
 * @param version raised by one with every change
 */
public record Endpoint(
        UUID id,
        TenantId tenant,
        ProviderId provider,
        Optional<Holder> holder,
        Map<String, String> values,
        Optional<Instant> handshakeUntil,
        List<EndpointSecret> secrets,
        Instant createdAt,
        long version) {
    public Endpoint {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(handshakeUntil, "handshake");
        Objects.requireNonNull(createdAt, "created");
        values = Map.copyOf(values);
        secrets = List.copyOf(secrets);
    }

    /** A connection, as far as it never changes. */
    public record Holder(ConnectionId connection, UserId owner, String account) {}

    /** Whether it is there for that caller, who is of its tenant: asked wherever an endpoint was found by its id. */
    public boolean isSeenBy(Caller caller) {
        return holder.map(of -> caller.sees(of.owner(), provider, of.connection()))
                .orElseGet(() -> mayHoldForTenant(caller, provider));
    }

    /** Whether endpoints of that provider that belong to the tenant as a whole are open to the caller. */
    static boolean mayHoldForTenant(Caller caller, ProviderId provider) {
        return caller.seesWholeTenant() && caller.narrowing().admitsNew(provider);
    }

    /** Those that prove anything at that time. */
    public List<EndpointSecret> goodSecrets(Instant now) {
        return secrets.stream().filter(secret -> secret.isGoodAt(now)).toList();
    }

    /**
     * With another secret as the current one.
     *
     * @param end when the secrets of before end, at the latest
     * @param handshake until when it answers challenges again
     */
    Endpoint rotated(EndpointSecret current, Instant end, Optional<Instant> handshake) {
        Stream<EndpointSecret> before =
                goodSecrets(current.createdAt()).stream().map(secret -> secret.endingAt(end));
        return new Endpoint(
                id,
                tenant,
                provider,
                holder,
                values,
                handshake,
                Stream.concat(Stream.of(current), before)
                        .filter(secret -> secret.isGoodAt(current.createdAt()))
                        .toList(),
                createdAt,
                version + 1);
    }

    /** As the gateway is to know it. */
    WebhookEndpoint with(List<SigningSecret> opened) {
        return new WebhookEndpoint(
                id,
                tenant,
                provider,
                holder.map(Holder::connection),
                holder.map(Holder::owner),
                holder.map(Holder::account),
                version,
                opened,
                values,
                handshakeUntil);
    }
}
