package org.integrationstack.connections.connection;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;

/**
 * An account that a completed authorization has proven to be this user's, with the grant that proves it.
 *
 * @param inputs what was asked of the user beforehand, and the authorization was made with
 */
public record ProvenAccount(
        TenantId tenant,
        UserId owner,
        ProviderId provider,
        URI issuer,
        Account account,
        Set<String> requestedScopes,
        Map<String, String> inputs,
        Grant grant) {
    public ProvenAccount {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(account, "account");
        inputs = Map.copyOf(inputs);
        Objects.requireNonNull(grant, "grant");
    }
}
