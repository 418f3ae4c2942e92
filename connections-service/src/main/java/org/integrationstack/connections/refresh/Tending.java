package org.integrationstack.connections.refresh;

import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionDirectory;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.PendingCheck;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.TokenSlot;

/** What people can have done about a connection's token: a new one, or a look whether the provider honours it. */
@ApplicationScoped
public class Tending {
    private final ConnectionDirectory directory;
    private final Refreshing refreshing;
    private final Checking checking;
    private final PendingCheck pendingCheck;

    @Inject
    Tending(ConnectionDirectory directory, Refreshing refreshing, Checking checking, PendingCheck pendingCheck) {
        this.directory = directory;
        this.refreshing = refreshing;
        this.checking = checking;
        this.pendingCheck = pendingCheck;
    }

    /**
     * The connection with a new token; empty when the caller sees none of that id. Fails with a problem when its state
     * forbids it, there is nothing to renew it with, or the provider must not be asked yet.
     */
    public Uni<Optional<Connection>> refresh(Caller caller, ConnectionId id, TokenSlot slot) {
        TokenRef ref = new TokenRef(caller.tenant(), id, slot);
        return tend(caller, id, () -> refreshing.token(ref, Demand.asked()).invoke(Tending::requireRenewable));
    }

    /**
     * The connection after the provider was asked; empty when the caller sees none of that id. A token that it refuses
     * is renewed where that is possible, else the connection needs authorization again. A credential that was only
     * entered so far is put to use, if the provider takes it.
     */
    public Uni<Optional<Connection>> check(Caller caller, ConnectionId id, TokenSlot slot) {
        return directory
                .find(caller, id)
                .chain(found -> found.filter(Tending::isPending)
                        .map(pending -> pendingCheck.check(pending).map(Optional::of))
                        .orElseGet(() -> checkToken(caller, id, slot)));
    }

    private static boolean isPending(Connection connection) {
        return connection.status() == ConnectionStatus.PENDING;
    }

    private Uni<Optional<Connection>> checkToken(Caller caller, ConnectionId id, TokenSlot slot) {
        TokenRef ref = new TokenRef(caller.tenant(), id, slot);
        return tend(caller, id, () -> refreshing.token(ref, Demand.use()).chain(this::check));
    }

    private Uni<Refreshed> check(Refreshed outcome) {
        if (outcome instanceof Refreshed.Usable app && app.token().kind() == ConnectionKind.APP) {
            // Nobody's account is asked with an installation's token; that the app still gets one says it all.
            return refreshing.token(app.token().ref(), Demand.asked());
        }
        return outcome instanceof Refreshed.Usable usable
                ? checking.ask(usable.token()).chain(verdict -> conclude(usable, verdict))
                : Uni.createFrom().item(outcome);
    }

    private Uni<Refreshed> conclude(Refreshed.Usable usable, Checking.Verdict verdict) {
        StoredToken token = usable.token();
        return switch (verdict) {
            case HONOURED -> Uni.createFrom().item(usable);
            case REFUSED ->
                refreshing.token(token.ref(), Demand.refused(token.state().version()));
            case UNKNOWN ->
                Uni.createFrom().failure(ProblemType.UPSTREAM_FAILURE.asException("The provider could not tell."));
        };
    }

    private Uni<Optional<Connection>> tend(Caller caller, ConnectionId id, Supplier<Uni<Refreshed>> work) {
        return directory
                .find(caller, id)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(found)
                        : work.get()
                                .invoke(outcome -> requireUsable(found.get(), outcome))
                                .chain(() -> directory.find(caller, id)));
    }

    /** One that has only now turned out to need authorization says so itself. */
    private static void requireUsable(Connection before, Refreshed outcome) {
        boolean toldByConnection = outcome instanceof Refreshed.Lost lost
                ? before.trouble(lost.slot()).filter(Trouble::isFinal).isEmpty()
                : outcome instanceof Refreshed.Unusable && before.status().usable();
        if (!(outcome instanceof Refreshed.Usable) && !toldByConnection) {
            throw TokenProblems.of(outcome);
        }
    }

    private static void requireRenewable(Refreshed outcome) {
        if (outcome instanceof Refreshed.Usable usable
                && !usable.token().state().renewable()) {
            throw ProblemType.CONFLICT.asException("There is nothing to renew this connection's token with.");
        }
    }
}
