package org.integrationstack.connections.credentials;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.connection.StoredGrant;
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
        return transactions
                .of(tenant, () -> connections.find(tenant, id).chain(this::stored))
                .chain(this::open);
    }

    private Uni<Stored> stored(Optional<Connection> found) {
        return found.filter(connection -> connection.status().usable())
                .map(connection -> connections.grant(connection.tenant(), connection.id(), TokenSlot.MAIN))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(grant -> new Stored(found, grant.map(StoredGrant::sealed)));
    }

    /** After the transaction: opening may wait for keys. */
    private Uni<CredentialOutcome> open(Stored stored) {
        if (stored.connection().isEmpty()) {
            return Uni.createFrom().item(new CredentialOutcome.Unknown());
        }
        Connection connection = stored.connection().get();
        if (!connection.status().usable() || stored.grant().isEmpty()) {
            return Uni.createFrom()
                    .item(new CredentialOutcome.Unusable(
                            connection.status().usable() ? ConnectionStatus.DISCONNECTED : connection.status()));
        }
        return vault.open(
                        connection.tenant(),
                        connection.id().value(),
                        TokenSlot.MAIN,
                        stored.grant().get(),
                        connection.scopes().granted())
                .map(grant -> new CredentialOutcome.Usable(connection, grant));
    }

    private record Stored(Optional<Connection> connection, Optional<SealedGrant> grant) {}
}
