package org.integrationstack.common.event;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;

/**
 * The whole state of an API key after a change, without the key. Versions of a key only rise: a consumer ignores one
 * that is not newer than what it has. A record without a value says that the key ended long ago and may be forgotten.
 *
 * @param key the key's id, which the key itself names
 * @param hash SHA-256 of the key's text, in lower-case hexadecimal
 * @param scopes what its holder may do
 * @param providers to whose connections it is narrowed; empty for all
 * @param connections to which connections it is narrowed; empty for all
 * @param expiresAt from when on it is refused
 * @param revoked whether it is refused already
 * @param at when the change happened
 */
public record ApiKeyChanged(
        UUID key,
        TenantId tenant,
        long version,
        String hash,
        List<String> scopes,
        List<String> providers,
        List<ConnectionId> connections,
        Instant expiresAt,
        boolean revoked,
        Instant at) {
    public static final String TYPE = "org.integrationstack.api-key.changed.v1";

    public ApiKeyChanged {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(at, "at");
        scopes = List.copyOf(scopes);
        providers = List.copyOf(providers);
        connections = List.copyOf(connections);
    }

    /** This change as an event with that id. */
    public CloudEvent toCloudEvent(UUID id) {
        return EventJson.write(id, TYPE, URI.create("/api-keys"), at, key.toString(), this);
    }

    /** @throws MalformedEventException when the event is not such a change */
    public static ApiKeyChanged fromCloudEvent(CloudEvent event) {
        return EventJson.read(event, TYPE, ApiKeyChanged.class);
    }

    /** The key of its record: all changes of an API key stay in order. */
    public String recordKey() {
        return key.toString();
    }
}
