package org.integrationstack.connections.refresh.postgres;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.connection.Act;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.connection.GivingBack;
import org.integrationstack.connections.connection.Lifecycle;
import org.integrationstack.connections.connection.Lifecycle.Transition;
import org.integrationstack.connections.connection.Transitions;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.connection.UnheldGrants;
import org.integrationstack.connections.database.OwnContext;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.refresh.Fence;
import org.integrationstack.connections.refresh.Standing;
import org.integrationstack.connections.refresh.StoredToken;
import org.integrationstack.connections.refresh.TokenRef;

/** Changes connections as the fate of their tokens has it, with the connection locked first, as everywhere. */
@ApplicationScoped
class PostgresStanding implements Standing {
    private static final String LET_GO = """
            update connection_grant set epoch = epoch + 1, lease_owner = null, lease_until = null, refresh_due = null
            where connection = :connection and slot = :slot and tenant = :tenant and version = :version and epoch = :epoch
            """;

    private final OwnContext context;
    private final Transactions transactions;
    private final Transitions transitions;
    private final Connections connections;
    private final GivingBack givingBack;
    private final Lifecycle lifecycle;

    @Inject
    PostgresStanding(
            OwnContext context,
            Transactions transactions,
            Transitions transitions,
            Connections connections,
            GivingBack givingBack,
            Lifecycle lifecycle) {
        this.context = context;
        this.transactions = transactions;
        this.transitions = transitions;
        this.connections = connections;
        this.givingBack = givingBack;
        this.lifecycle = lifecycle;
    }

    @Override
    public Uni<Boolean> lost(Fence held, Trouble trouble) {
        TokenRef ref = held.ref();
        return context.run(() -> transactions.of(
                ref.tenant(),
                () -> connections
                        .lock(ref.tenant(), ref.connection())
                        .chain(found -> letGo(held)
                                .call(ours -> ours
                                        ? found.map(connection -> lost(connection, ref.slot(), trouble))
                                                .orElseGet(
                                                        () -> Uni.createFrom().voidItem())
                                        : Uni.createFrom().voidItem()))));
    }

    private Uni<Void> lost(Connection connection, TokenSlot slot, Trouble trouble) {
        if (isMain(slot) && Transition.NEEDS_REAUTHORIZATION.leadsFrom(connection)) {
            return transitions.store(lifecycle.needsReauthorization(connection, trouble), Act.NEEDS_REAUTHORIZATION);
        }
        return !isMain(slot) && Transition.SLOT_TROUBLED.leadsFrom(connection)
                ? transitions.store(lifecycle.slotTroubled(connection, slot, trouble), Act.TOKEN_LOST)
                : Uni.createFrom().voidItem();
    }

    private static boolean isMain(TokenSlot slot) {
        return slot.equals(TokenSlot.MAIN);
    }

    private static Uni<Boolean> letGo(Fence held) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(LET_GO)
                        .setParameter("connection", held.ref().connection().value())
                        .setParameter("slot", held.ref().slot().name())
                        .setParameter("tenant", held.ref().tenant().value())
                        .setParameter("version", held.version())
                        .setParameter("epoch", held.epoch())
                        .executeUpdate())
                .map(rows -> rows == 1);
    }

    @Override
    public Uni<Void> failing(TokenRef ref) {
        TokenSlot slot = ref.slot();
        Transition transition = isMain(slot) ? Transition.DEGRADED : Transition.SLOT_TROUBLED;
        return happen(
                ref,
                connection -> transition.leadsFrom(connection)
                        && connection.trouble(slot).isEmpty(),
                Act.DEGRADED,
                connection -> isMain(slot)
                        ? lifecycle.degraded(connection, Trouble.REFRESH_FAILING)
                        : lifecycle.slotTroubled(connection, slot, Trouble.REFRESH_FAILING));
    }

    @Override
    public Uni<Void> recovered(TokenRef ref) {
        TokenSlot slot = ref.slot();
        Transition transition = isMain(slot) ? Transition.RECOVERED : Transition.SLOT_RECOVERED;
        return happen(
                ref,
                connection -> transition.leadsFrom(connection)
                        && connection.trouble(slot).isPresent(),
                Act.RECOVERED,
                connection ->
                        isMain(slot) ? lifecycle.recovered(connection) : lifecycle.slotRecovered(connection, slot));
    }

    @Override
    public Uni<Void> granted(TokenRef ref, Set<String> scopes) {
        return happen(
                ref,
                connection -> Transition.GRANTED.leadsFrom(connection)
                        && !connection.scopes(ref.slot()).granted().equals(scopes),
                Act.SCOPES_CHANGED,
                connection -> lifecycle.granted(connection, ref.slot(), scopes));
    }

    @Override
    public Uni<Void> orphaned(StoredToken token, Grant grant) {
        UnheldGrants unheld = new UnheldGrants(
                token.ref().tenant(),
                token.owner(),
                token.provider(),
                token.issuer(),
                token.kind(),
                Optional.of(token.accountId()),
                token.inputs(),
                Map.of(token.ref().slot(), grant));
        return context.run(() -> givingBack.giveBack(unheld, Optional.empty()));
    }

    private Uni<Void> happen(TokenRef ref, Predicate<Connection> leads, Act act, UnaryOperator<Connection> change) {
        return context.run(() -> transitions.happen(ref.tenant(), ref.connection(), leads, act, change))
                .replaceWithVoid();
    }
}
