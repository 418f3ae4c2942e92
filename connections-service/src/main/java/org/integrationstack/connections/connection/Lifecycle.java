package org.integrationstack.connections.connection;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.TokenSlot;

import static org.integrationstack.connections.connection.ConnectionStatus.ACTIVE;
import static org.integrationstack.connections.connection.ConnectionStatus.DEGRADED;
import static org.integrationstack.connections.connection.ConnectionStatus.DISCONNECTED;
import static org.integrationstack.connections.connection.ConnectionStatus.NEEDS_REAUTHORIZATION;
import static org.integrationstack.connections.connection.ConnectionStatus.PAUSED;
import static org.integrationstack.connections.connection.ConnectionStatus.PENDING;

/**
 * The one place that changes what a connection is. Each transition is a plain function that returns the connection with
 * its version raised; storing it and telling others is the caller's work ({@link Transitions}). Thread-safe.
 *
 * <pre>
 *   pending                     checked                     authorized
 *   (new) ──────────► PENDING ───────────► ACTIVE ◄──────────────── (new)
 *                      └─┘ refused          │  ▲
 *                                  degraded ▼  │ recovered
 *                                          DEGRADED ──┐
 *                                                     │ needsReauthorization (from ACTIVE as well)
 *        ACTIVE ◄── authorizedAgain, recovered ── NEEDS_REAUTHORIZATION
 *                   (DEGRADED where a further token is still in trouble)
 *
 *   each of ACTIVE, DEGRADED, NEEDS_REAUTHORIZATION ── paused ──► PAUSED ── resumed ──► what it is beneath
 *   each but DISCONNECTED ── disconnected ──► DISCONNECTED ── settled ──► DISCONNECTED, revocation DONE, SHARED or FAILED
 * </pre>
 *
 * <table>
 *   <caption>From which status each transition leads, and where to. Beneath a pause a connection lives on: what is said
 *   of its health then changes what it resumes to, and it stays PAUSED.</caption>
 *   <tr><th>transition</th><th>from</th><th>to</th></tr>
 *   <tr><td>{@link #authorized}</td><td>(new)</td><td>ACTIVE</td></tr>
 *   <tr><td>{@link #pending}</td><td>(new)</td><td>PENDING</td></tr>
 *   <tr><td>{@link #checked}</td><td>PENDING</td><td>ACTIVE</td></tr>
 *   <tr><td>{@link #refused}</td><td>PENDING</td><td>PENDING, with trouble</td></tr>
 *   <tr><td>{@link #authorizedAgain}</td><td>ACTIVE, DEGRADED, NEEDS_REAUTHORIZATION</td><td>ACTIVE; DEGRADED where a
 *   further token in trouble was not granted anew</td></tr>
 *   <tr><td>{@link #degraded}</td><td>ACTIVE, DEGRADED</td><td>DEGRADED, with trouble</td></tr>
 *   <tr><td>{@link #recovered}</td><td>DEGRADED, NEEDS_REAUTHORIZATION, for trouble of the main token</td><td>ACTIVE;
 *   DEGRADED where a further token is in trouble</td></tr>
 *   <tr><td>{@link #slotTroubled}</td><td>ACTIVE, DEGRADED, NEEDS_REAUTHORIZATION</td><td>DEGRADED; what needs
 *   authorization still does</td></tr>
 *   <tr><td>{@link #slotRecovered}</td><td>the same, with trouble of a further token</td><td>ACTIVE where that was all;
 *   else the same</td></tr>
 *   <tr><td>{@link #granted}</td><td>ACTIVE, DEGRADED, NEEDS_REAUTHORIZATION</td><td>the same</td></tr>
 *   <tr><td>{@link #needsReauthorization}</td><td>ACTIVE, DEGRADED</td><td>NEEDS_REAUTHORIZATION, with trouble</td></tr>
 *   <tr><td>{@link #paused}</td><td>ACTIVE, DEGRADED, NEEDS_REAUTHORIZATION; not paused</td><td>PAUSED</td></tr>
 *   <tr><td>{@link #resumed}</td><td>PAUSED</td><td>what it is beneath</td></tr>
 *   <tr><td>{@link #edited}</td><td>each but DISCONNECTED</td><td>the same</td></tr>
 *   <tr><td>{@link #disconnected}</td><td>each but DISCONNECTED</td><td>DISCONNECTED</td></tr>
 *   <tr><td>{@link #endedAtProvider}</td><td>each but DISCONNECTED</td><td>DISCONNECTED, revocation DONE</td></tr>
 *   <tr><td>{@link #settled}</td><td>DISCONNECTED, revocation PENDING</td><td>DISCONNECTED</td></tr>
 * </table>
 *
 * <p>Every transition throws {@link IllegalTransitionException} from elsewhere; {@link Transition#leadsFrom} tells
 * before.
 */
public final class Lifecycle {
    private static final Set<ConnectionStatus> WORKED_ONCE = Set.of(ACTIVE, DEGRADED, NEEDS_REAUTHORIZATION);
    private static final Set<ConnectionStatus> LIVE = Set.of(PENDING, ACTIVE, DEGRADED, NEEDS_REAUTHORIZATION);

    /** What can happen to a connection that is there. */
    @SuppressWarnings("ImmutableEnumChecker") // the sets are those of Set.of
    public enum Transition {
        CHECKED(Set.of(PENDING)),
        REFUSED(Set.of(PENDING)),
        AUTHORIZED_AGAIN(WORKED_ONCE),
        DEGRADED(Set.of(ACTIVE, ConnectionStatus.DEGRADED)),
        RECOVERED(Set.of(ConnectionStatus.DEGRADED, ConnectionStatus.NEEDS_REAUTHORIZATION)),
        SLOT_TROUBLED(WORKED_ONCE),
        SLOT_RECOVERED(WORKED_ONCE),
        GRANTED(WORKED_ONCE),
        NEEDS_REAUTHORIZATION(Set.of(ACTIVE, ConnectionStatus.DEGRADED)),
        PAUSED(WORKED_ONCE),
        RESUMED(WORKED_ONCE),
        EDITED(LIVE),
        DISCONNECTED(LIVE),
        SETTLED(Set.of(ConnectionStatus.DISCONNECTED));

        private final Set<ConnectionStatus> from;

        Transition(Set<ConnectionStatus> from) {
            this.from = from;
        }

        /** Whether the connection, as it is, has this transition. */
        public boolean leadsFrom(Connection connection) {
            boolean paused = connection.status() == ConnectionStatus.PAUSED;
            return from.contains(connection.health())
                    && !(this == RECOVERED && connection.trouble().isEmpty())
                    && !(this == SLOT_RECOVERED && connection.slotTroubles().isEmpty())
                    && !(this == PAUSED && paused)
                    && !(this == RESUMED && !paused)
                    && !(this == SETTLED && !connection.revocation().equals(Optional.of(Revocation.PENDING)));
        }
    }

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
                proven.kind(),
                proven.account(),
                proven.scopes(),
                proven.slotScopes(),
                Map.of(),
                Map.of(),
                proven.inputs(),
                ACTIVE,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                proven.grant().expiresAt(),
                now,
                now,
                1);
    }

    /** A credential was entered and waits for its check. */
    public Connection pending(ConnectionId id, NewCredential credential) {
        Instant now = now();
        return new Connection(
                id,
                credential.tenant(),
                credential.owner(),
                credential.provider(),
                credential.issuer(),
                credential.kind(),
                Connection.nobody(id),
                new GrantedScopes(Set.of(), Set.of()),
                Map.of(),
                credential.labels(),
                credential.settings(),
                credential.inputs(),
                PENDING,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                now,
                now,
                1);
    }

    /** The provider took the credential and named the account that it opens. */
    public Connection checked(Connection connection, Account account, GrantedScopes scopes) {
        Draft draft = begin(Transition.CHECKED, connection);
        draft.account = account;
        draft.scopes = scopes;
        return draft.healed();
    }

    /** The provider refused the credential, or could not be asked: it may be checked again. */
    public Connection refused(Connection connection, Trouble trouble) {
        return begin(Transition.REFUSED, connection).troubled(PENDING, trouble);
    }

    /**
     * The same account authorized anew: whatever ailed its main token is over, and what ailed those further ones that came
     * with it. A pause is not: it was somebody's wish.
     *
     * @throws IllegalStateException also when the account is another one
     */
    public Connection authorizedAgain(Connection connection, ProvenAccount proven) {
        Draft draft = begin(Transition.AUTHORIZED_AGAIN, connection);
        if (!connection.account().id().equals(proven.account().id())) {
            throw new IllegalStateException("another account cannot renew connection " + connection.id());
        }
        draft.account = proven.account();
        draft.scopes = proven.scopes();
        draft.slotScopes.putAll(proven.slotScopes());
        proven.grants().keySet().forEach(slot -> draft.slotTroubles.remove(slot.name()));
        draft.expiresAt = proven.grant().expiresAt();
        return draft.healed();
    }

    /** It works, with trouble the owner should know about. */
    public Connection degraded(Connection connection, Trouble trouble) {
        return begin(Transition.DEGRADED, connection).troubled(DEGRADED, trouble);
    }

    /** The trouble is over: the provider has honoured the credential. */
    public Connection recovered(Connection connection) {
        return begin(Transition.RECOVERED, connection).healed();
    }

    /** A further token has trouble, or is gone: the connection works without it. */
    public Connection slotTroubled(Connection connection, TokenSlot slot, Trouble trouble) {
        Draft draft = begin(Transition.SLOT_TROUBLED, connection);
        draft.slotTroubles.put(slot.name(), trouble);
        return draft.ailingAsItsTokens();
    }

    /** The trouble of a further token is over. */
    public Connection slotRecovered(Connection connection, TokenSlot slot) {
        Draft draft = begin(Transition.SLOT_RECOVERED, connection);
        draft.slotTroubles.remove(slot.name());
        return draft.ailingAsItsTokens();
    }

    /** A renewal granted other scopes with a token than those that it had. Source: RFC 6749 section 6. */
    public Connection granted(Connection connection, TokenSlot slot, Set<String> scopes) {
        Draft draft = begin(Transition.GRANTED, connection);
        GrantedScopes now = new GrantedScopes(connection.scopes(slot).requested(), scopes);
        if (slot.equals(TokenSlot.MAIN)) {
            draft.scopes = now;
        } else {
            draft.slotScopes.put(slot.name(), now);
        }
        return draft.finished();
    }

    /** The grant is gone; only its owner can give another. */
    public Connection needsReauthorization(Connection connection, Trouble trouble) {
        return begin(Transition.NEEDS_REAUTHORIZATION, connection).troubled(NEEDS_REAUTHORIZATION, trouble);
    }

    /** Not to be used until resumed, whatever its health. */
    public Connection paused(Connection connection) {
        Draft draft = begin(Transition.PAUSED, connection);
        draft.resumesTo = Optional.of(draft.status);
        draft.status = PAUSED;
        return draft.finished();
    }

    /** To be used again, as far as its health allows. */
    public Connection resumed(Connection connection) {
        Draft draft = begin(Transition.RESUMED, connection);
        draft.status = connection.health();
        draft.resumesTo = Optional.empty();
        return draft.finished();
    }

    /** Other labels and settings, which the caller has checked. */
    public Connection edited(Connection connection, Map<String, String> labels, Map<String, Object> settings) {
        Draft draft = begin(Transition.EDITED, connection);
        draft.labels = labels;
        draft.settings = settings;
        return draft.finished();
    }

    /**
     * Ended by its owner or an admin.
     *
     * @param revocable whether the provider offers a way to give the grant back
     */
    public Connection disconnected(Connection connection, boolean revocable) {
        Draft draft = begin(Transition.DISCONNECTED, connection);
        return draft.ended(revocable ? Revocation.PENDING : Revocation.UNSUPPORTED);
    }

    /** Ended by the account's owner at the provider: there is nothing left to be given back. */
    public Connection endedAtProvider(Connection connection) {
        return begin(Transition.DISCONNECTED, connection).ended(Revocation.DONE);
    }

    /** The provider has answered, or has had a day to. */
    public Connection settled(Connection connection, Revocation outcome) {
        if (outcome == Revocation.PENDING) {
            throw new IllegalArgumentException("PENDING settles nothing");
        }
        return begin(Transition.SETTLED, connection).ended(outcome);
    }

    private Draft begin(Transition transition, Connection connection) {
        if (!transition.leadsFrom(connection)) {
            throw new IllegalTransitionException(connection, transition);
        }
        return new Draft(connection);
    }

    /** Postgres keeps microseconds; a time that loses digits on its way through it would not equal itself. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** A connection in the course of one transition: all that can change in its life. */
    private final class Draft {
        private final Connection before;
        private Account account;
        private GrantedScopes scopes;
        private final Map<String, GrantedScopes> slotScopes;
        private Map<String, String> labels;
        private Map<String, Object> settings;
        private ConnectionStatus status;
        private Optional<ConnectionStatus> resumesTo;
        private Optional<Trouble> trouble;
        private final Map<String, Trouble> slotTroubles;
        private Optional<Revocation> revocation;
        private Optional<Instant> expiresAt;

        Draft(Connection before) {
            this.before = before;
            account = before.account();
            scopes = before.scopes();
            slotScopes = new HashMap<>(before.slotScopes());
            labels = before.labels();
            settings = before.settings();
            status = before.status();
            resumesTo = before.resumesTo();
            trouble = before.trouble();
            slotTroubles = new HashMap<>(before.slotTroubles());
            revocation = before.revocation();
            expiresAt = before.expiresAt();
        }

        /** The main token is well; further ones may not be. */
        Connection healed() {
            trouble = Optional.empty();
            return become(slotTroubles.isEmpty() ? ACTIVE : DEGRADED);
        }

        Connection troubled(ConnectionStatus health, Trouble cause) {
            trouble = Optional.of(cause);
            return become(health);
        }

        /** After a change of what ails further tokens: they matter as long as the main one works. */
        Connection ailingAsItsTokens() {
            boolean gone = before.health() == NEEDS_REAUTHORIZATION;
            boolean well = trouble.isEmpty() && slotTroubles.isEmpty();
            return become(gone ? NEEDS_REAUTHORIZATION : well ? ACTIVE : DEGRADED);
        }

        private Connection become(ConnectionStatus health) {
            if (status == PAUSED) {
                resumesTo = Optional.of(health);
            } else {
                status = health;
            }
            return finished();
        }

        Connection ended(Revocation how) {
            status = DISCONNECTED;
            resumesTo = Optional.empty();
            trouble = Optional.empty();
            slotTroubles.clear();
            revocation = Optional.of(how);
            expiresAt = Optional.empty();
            return finished();
        }

        Connection finished() {
            return new Connection(
                    before.id(),
                    before.tenant(),
                    before.owner(),
                    before.provider(),
                    before.issuer(),
                    before.kind(),
                    account,
                    scopes,
                    slotScopes,
                    labels,
                    settings,
                    before.inputs(),
                    status,
                    resumesTo,
                    trouble,
                    slotTroubles,
                    revocation,
                    expiresAt,
                    before.createdAt(),
                    now(),
                    before.version() + 1);
        }
    }
}
