package org.integrationstack.proxy.connection;

import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;

/**
 * A connection that may be used.
 *
 * @param kind what its credential is, which decides how it is presented
 * @param account the provider's id of the account; connections of one account share its quota
 * @param version rises with every change of its state, and when it is authorized again; a new token alone changes nothing
 */
public record Connection(
        ConnectionId id,
        TenantId tenant,
        UserId owner,
        ProviderId provider,
        ConnectionKind kind,
        Optional<String> account,
        long version) {}
