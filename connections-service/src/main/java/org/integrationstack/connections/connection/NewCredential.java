package org.integrationstack.connections.connection;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;

/** A credential that somebody entered and nobody has checked: whose account it opens is not known yet. */
public record NewCredential(
        TenantId tenant,
        UserId owner,
        ProviderId provider,
        URI issuer,
        ConnectionKind kind,
        Map<String, String> inputs,
        Map<String, String> labels,
        Map<String, Object> settings) {
    public NewCredential {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(kind, "kind");
        inputs = Map.copyOf(inputs);
        labels = Map.copyOf(labels);
        settings = Map.copyOf(settings);
    }
}
