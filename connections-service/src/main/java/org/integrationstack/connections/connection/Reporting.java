package org.integrationstack.connections.connection;

import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.connection.Lifecycle.Transition;
import org.integrationstack.connections.connection.ReportOutcome.Noted;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.TokenSlot;

/** Has connections follow what their providers say of them, long before a call fails. */
@ApplicationScoped
public class Reporting {
    private final Transactions transactions;
    private final Transitions transitions;
    private final Connections connections;
    private final Disconnecting disconnecting;
    private final Lifecycle lifecycle;

    @Inject
    Reporting(
            Transactions transactions,
            Transitions transitions,
            Connections connections,
            Disconnecting disconnecting,
            Lifecycle lifecycle) {
        this.transactions = transactions;
        this.transitions = transitions;
        this.connections = connections;
        this.disconnecting = disconnecting;
        this.lifecycle = lifecycle;
    }

    /** Notes that access was taken back: the connection must be authorized again, or has ended. */
    public Uni<ReportOutcome> revoked(TenantId tenant, ConnectionId id, Report report) {
        return transactions.of(
                tenant,
                () -> connections
                        .lock(tenant, id)
                        .chain(found -> found.map(connection -> note(connection, report))
                                .orElseGet(() -> Uni.createFrom().item(new ReportOutcome.Unknown()))));
    }

    private Uni<ReportOutcome> note(Connection connection, Report report) {
        if (!connection.account().id().equals(report.account())) {
            return Uni.createFrom().item(new ReportOutcome.OtherAccount());
        }
        return connections
                .issuedAt(connection.tenant(), connection.id(), report.slot())
                .chain(issued -> isMeant(issued, report) ? follow(connection, report) : unchanged(connection));
    }

    /** A token that was issued later is another one, and shows that the provider honoured the grant after all. */
    private static boolean isMeant(Optional<Instant> issued, Report report) {
        boolean overtaken =
                report.at().flatMap(at -> issued.filter(at::isBefore)).isPresent();
        return !overtaken && (report.whole() || report.slot().equals(TokenSlot.MAIN) || issued.isPresent());
    }

    private Uni<ReportOutcome> follow(Connection connection, Report report) {
        if (report.whole()) {
            return Transition.DISCONNECTED.leadsFrom(connection)
                    ? disconnecting.endedAtProvider(connection).map(ended -> new Noted(ended, true))
                    : unchanged(connection);
        }
        if (report.slot().equals(TokenSlot.MAIN)) {
            return Transition.NEEDS_REAUTHORIZATION.leadsFrom(connection)
                    ? store(
                            lifecycle.needsReauthorization(connection, Trouble.REVOKED_AT_PROVIDER),
                            Act.NEEDS_REAUTHORIZATION)
                    : unchanged(connection);
        }
        boolean known =
                connection.trouble(report.slot()).filter(Trouble::isFinal).isPresent();
        return Transition.SLOT_TROUBLED.leadsFrom(connection) && !known
                ? store(lifecycle.slotTroubled(connection, report.slot(), Trouble.REVOKED_AT_PROVIDER), Act.TOKEN_LOST)
                : unchanged(connection);
    }

    private Uni<ReportOutcome> store(Connection changed, Act act) {
        return transitions.store(changed, act).replaceWith(() -> new Noted(changed, true));
    }

    private static Uni<ReportOutcome> unchanged(Connection connection) {
        return Uni.createFrom().item(new Noted(connection, false));
    }
}
