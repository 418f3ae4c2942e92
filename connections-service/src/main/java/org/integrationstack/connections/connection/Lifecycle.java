package org.integrationstack.connections.connection;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;

/**
 * The one place that changes what a connection is. Each transition is a plain function that returns the connection with
 * its version raised; storing it and telling others is the caller's work.
 *
 * <pre>
 *                    authorized                disconnected
 *   (new) ──────────────────────────► ACTIVE ───────────────► DISCONNECTED, revocation PENDING or UNSUPPORTED
 *                                     │    ▲                        │ settled
 *                                     └────┘                        ▼
 *                                  authorizedAgain       DISCONNECTED, revocation DONE or FAILED
 * </pre>
 */
public final class Lifecycle {
    private final Clock clock;

    public Lifecycle(Clock clock) {
        this.clock = clock;
    }

    /** The first authorization of an account by this owner, or the first since it was disconnected. */
    public Connection authorized(ConnectionId id, ProvenAccount proven) {
        Instant now = now();
        return new Connection(
                id,
                proven.tenant(),
                proven.owner(),
                proven.provider(),
                proven.issuer(),
                proven.account(),
                new GrantedScopes(proven.requestedScopes(), proven.grant().scopes()),
                ConnectionStatus.ACTIVE,
                Optional.empty(),
                proven.grant().expiresAt(),
                now,
                now,
                1);
    }

    /**
     * The same account authorized anew: whatever ailed the connection is over.
     *
     * @throws IllegalStateException when it is disconnected, or the account is another one
     */
    public Connection authorizedAgain(Connection connection, ProvenAccount proven) {
        requireLive(connection);
        if (!connection.account().id().equals(proven.account().id())) {
            throw new IllegalStateException("another account cannot renew connection " + connection.id());
        }
        return new Connection(
                connection.id(),
                connection.tenant(),
                connection.owner(),
                connection.provider(),
                connection.issuer(),
                proven.account(),
                new GrantedScopes(proven.requestedScopes(), proven.grant().scopes()),
                ConnectionStatus.ACTIVE,
                Optional.empty(),
                proven.grant().expiresAt(),
                connection.createdAt(),
                now(),
                connection.version() + 1);
    }

    /**
     * Ended by its owner or an admin.
     *
     * @param revocable whether the provider offers a way to give the grant back
     * @throws IllegalStateException when it is disconnected already
     */
    public Connection disconnected(Connection connection, boolean revocable) {
        requireLive(connection);
        return ended(connection, revocable ? Revocation.PENDING : Revocation.UNSUPPORTED);
    }

    /**
     * The provider has answered, or has had a day to.
     *
     * @throws IllegalStateException when no answer is awaited
     */
    public Connection settled(Connection connection, Revocation outcome) {
        if (!connection.revocation().equals(Optional.of(Revocation.PENDING)) || outcome == Revocation.PENDING) {
            throw new IllegalStateException("no revocation of connection " + connection.id() + " to settle");
        }
        return ended(connection, outcome);
    }

    private Connection ended(Connection connection, Revocation revocation) {
        return new Connection(
                connection.id(),
                connection.tenant(),
                connection.owner(),
                connection.provider(),
                connection.issuer(),
                connection.account(),
                connection.scopes(),
                ConnectionStatus.DISCONNECTED,
                Optional.of(revocation),
                Optional.empty(),
                connection.createdAt(),
                now(),
                connection.version() + 1);
    }

    private static void requireLive(Connection connection) {
        if (connection.status() == ConnectionStatus.DISCONNECTED) {
            throw new IllegalStateException("connection " + connection.id() + " is disconnected");
        }
    }

    /** Postgres keeps microseconds; a time that loses digits on its way through it would not equal itself. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
