package org.integrationstack.connections.credentials;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;

/** Opens a connection's grant for use. */
@ApplicationScoped
public class Credentials {
    private final Transactions transactions;
    private final Connections connections;
    private final TokenVault vault;

    @Inject
    Credentials(Transactions transactions, Connections connections, TokenVault vault) {
        this.transactions = transactions;
        this.connections = connections;
        this.vault = vault;
    }

    /** The credential of that connection of that tenant, as it stands now. */
    public Uni<CredentialOutcome> of(TenantId tenant, ConnectionId id) {
        return transactions.of(
                tenant,
                () -> connections
                        .find(tenant, id)
                        .chain(found -> found.map(this::of)
                                .orElseGet(() -> Uni.createFrom().item(new CredentialOutcome.Unknown()))));
    }

    private Uni<CredentialOutcome> of(Connection connection) {
        if (!connection.status().usable()) {
            return Uni.createFrom().item(new CredentialOutcome.Unusable(connection.status()));
        }
        return connections
                .grant(connection.tenant(), connection.id(), TokenSlot.MAIN)
                .map(stored -> stored.<CredentialOutcome>map(grant -> open(connection, grant.sealed()))
                        .orElseGet(() -> new CredentialOutcome.Unusable(ConnectionStatus.DISCONNECTED)));
    }

    private CredentialOutcome open(Connection connection, SealedGrant sealed) {
        return new CredentialOutcome.Usable(
                connection,
                vault.open(
                        connection.tenant(),
                        connection.id(),
                        sealed,
                        connection.scopes().granted()));
    }
}
