package org.integrationstack.worker.routing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * A connection as far as handlers may know it: without its secrets, as {@code connections.changed} told last.
 *
 * @param owner whose connection it is
 * @param accountId the provider's account, proven when it was connected
 * @param accountName what the provider calls that account
 * @param accountEmail where its holder is reached, as the provider says
 * @param settings what its owner set, as the provider's definition describes it; values as JSON has them
 * @param labels what callers find it by
 */
public record Connection(
        ConnectionId id,
        TenantId tenant,
        UserId owner,
        String provider,
        Optional<String> accountId,
        Optional<String> accountName,
        Optional<String> accountEmail,
        Map<String, Object> settings,
        Map<String, String> labels) {
    public Connection {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(accountId, "accountId");
        Objects.requireNonNull(accountName, "accountName");
        Objects.requireNonNull(accountEmail, "accountEmail");
        // JSON may hold nulls, which Map.copyOf refuses.
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        labels = Map.copyOf(labels);
    }
}
