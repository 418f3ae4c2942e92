package org.integrationstack.connections.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.problem.Outage;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;

/**
 * Sees to it that no token stays good which nobody holds: whoever got tokens from a provider and cannot attach them to a
 * connection hands them in here, and {@link Revocations} gives them back. Thread-safe.
 */
@ApplicationScoped
public class GivingBack {
    /** Tokens are handed in one by one by people who connect; an outage does not bring more. */
    private static final int MOST_REMEMBERED = 1000;

    private static final Logger LOG = Logger.getLogger(GivingBack.class);

    private final Transactions transactions;
    private final RevocationQueue queue;
    private final Connections connections;
    private final TokenVault vault;
    private final Clock clock;
    private final Queue<UnheldGrants> remembered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    @Inject
    GivingBack(
            Transactions transactions, RevocationQueue queue, Connections connections, TokenVault vault, Clock clock) {
        this.transactions = transactions;
        this.queue = queue;
        this.connections = connections;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * Gives the grants back, whatever happens to this process once the answer is there. While the database is away they
     * are remembered in memory instead, and recorded once it is back. Never fails.
     *
     * @param code the code that they were exchanged for, which is done with then
     */
    public Uni<Void> giveBack(UnheldGrants unheld, Optional<Reservation> code) {
        return transactions
                .of(unheld.tenant(), () -> recordUnlessHeld(unheld).chain(() -> done(unheld, code)))
                .onFailure()
                .recoverWithUni(failure -> remember(unheld, failure));
    }

    /**
     * What the work does with the grants; they are given back when it fails. Where the database is why, whoever waits for
     * the work does not wait for it a second time.
     */
    public <T> Uni<T> unlessDone(UnheldGrants unheld, Uni<T> work) {
        return work.onFailure()
                .call(failure ->
                        Outage.caused(failure) ? remember(unheld, failure) : giveBack(unheld, Optional.empty()));
    }

    private Uni<Void> done(UnheldGrants unheld, Optional<Reservation> code) {
        return code.map(it -> queue.take(unheld.tenant(), it.place()).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /**
     * Takes what is reserved, if anything is, in the caller's transaction, which attaches the grants.
     *
     * @return whether it could be; else it was too late, and the grants are given back
     */
    Uni<Boolean> take(UnheldGrants unheld, Optional<Reservation> reservation) {
        return reservation
                .map(it -> take(unheld, it))
                .orElseGet(() -> Uni.createFrom().item(true));
    }

    private Uni<Boolean> take(UnheldGrants unheld, Reservation reservation) {
        int whole = reservation.code() ? 1 : unheld.grants().size();
        return queue.take(unheld.tenant(), reservation.place())
                .call(taken -> taken == whole || (taken == 0 && !reservation.code())
                        ? Uni.createFrom().voidItem()
                        : record(unheld, RevocationReason.UNATTACHED))
                .map(taken -> taken == whole);
    }

    /** As {@link #giveBack}, in the caller's transaction. */
    public Uni<Void> record(UnheldGrants unheld, RevocationReason reason) {
        return add(unheld, reason, UUID.randomUUID(), clock.instant());
    }

    /**
     * Records grants that somebody may take within that time; else they are given back.
     *
     * @param code the code that they were exchanged for, if it has not been taken
     * @return what {@link Connecting} takes them by; empty when it was too late, and they are given back
     */
    public Uni<Optional<UUID>> reserve(UnheldGrants unheld, Optional<Reservation> code, Duration time) {
        UUID place = UUID.randomUUID();
        Instant end = clock.instant().plus(time);
        return transactions.of(
                unheld.tenant(),
                () -> take(unheld, code)
                        .call(taken -> taken
                                ? add(unheld, RevocationReason.UNREDEEMED, place, end)
                                : Uni.createFrom().voidItem())
                        .map(taken -> Optional.of(place).filter(it -> taken)));
    }

    /** Records what an outage left in memory. Ends with the first that cannot be, which comes last from then on. */
    public Uni<Void> recordRemembered() {
        return Multi.createFrom()
                .iterable(remembered)
                .onItem()
                .transformToUniAndConcatenate(unheld -> transactions
                        .of(unheld.tenant(), () -> recordUnlessHeld(unheld))
                        .invoke(() -> forget(unheld))
                        .onFailure()
                        .invoke(() -> putLast(unheld)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** A database that fell silent over a commit may have done it all the same: the connection has its grant then. */
    private Uni<Void> recordUnlessHeld(UnheldGrants unheld) {
        return isHeld(unheld)
                .chain(held -> held ? Uni.createFrom().voidItem() : record(unheld, RevocationReason.UNATTACHED));
    }

    private Uni<Boolean> isHeld(UnheldGrants unheld) {
        return unheld.accountId()
                .map(account -> connections.lockLive(
                        unheld.tenant(), unheld.owner(), unheld.provider(), unheld.issuer(), account))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .chain(found -> found.map(connection -> holdsAny(connection, unheld.grants()))
                        .orElseGet(() -> Uni.createFrom().item(false)));
    }

    /** Grants are attached together: one that is held says that all are. */
    private Uni<Boolean> holdsAny(Connection connection, Map<TokenSlot, Grant> grants) {
        return connections
                .grants(connection.tenant(), connection.id())
                .chain(stored -> Multi.createFrom()
                        .iterable(stored)
                        .filter(held -> grants.containsKey(held.slot()))
                        .onItem()
                        .transformToUniAndConcatenate(held -> holds(connection, held, grants.get(held.slot())))
                        .filter(held -> held)
                        .toUni()
                        .map(held -> held != null));
    }

    private Uni<Boolean> holds(Connection connection, StoredGrant stored, Grant grant) {
        return vault.open(connection.tenant(), connection.id().value(), stored.slot(), stored.sealed(), Set.of())
                .map(held -> held.sharesTokenWith(grant))
                .onFailure(SealBrokenException.class)
                .recoverWithItem(false);
    }

    private void forget(UnheldGrants unheld) {
        if (remembered.remove(unheld)) {
            count.decrementAndGet();
        }
    }

    private void putLast(UnheldGrants unheld) {
        if (remembered.remove(unheld)) {
            remembered.add(unheld);
        }
    }

    private Uni<Void> remember(UnheldGrants unheld, Throwable failure) {
        if (count.incrementAndGet() > MOST_REMEMBERED) {
            count.decrementAndGet();
            LOG.errorf("a grant of %s stays good though nobody holds it: %s", unheld.provider(), failure.getMessage());
        } else {
            remembered.add(unheld);
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> add(UnheldGrants unheld, RevocationReason reason, UUID place, Instant due) {
        return Multi.createFrom()
                .iterable(unheld.grants().entrySet())
                .onItem()
                .transformToUniAndConcatenate(grant -> queue.add(order(unheld, reason, place, due, grant)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private RevocationOrder order(
            UnheldGrants unheld, RevocationReason reason, UUID place, Instant due, Map.Entry<TokenSlot, Grant> grant) {
        return new RevocationOrder(
                unheld.tenant(),
                place,
                grant.getKey(),
                reason,
                unheld.provider(),
                unheld.issuer(),
                unheld.kind(),
                unheld.accountId(),
                unheld.inputs(),
                vault.seal(unheld.tenant(), place, grant.getKey(), grant.getValue()),
                due);
    }
}
