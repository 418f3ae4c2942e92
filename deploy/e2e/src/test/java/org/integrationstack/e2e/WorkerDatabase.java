package org.integrationstack.e2e;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The database of webhook-worker. */
final class WorkerDatabase extends ServiceDatabase {
    /** A change of a row before which whoever makes it can be stopped. */
    enum Change {
        DELIVERY_INSERTED(4711, "insert on delivery", "true"),
        DELIVERY_SUCCEEDED(4712, "update on delivery", "new.status = 'succeeded'"),
        ACTIVITY_RECORDED(4713, "insert on outbox", "new.topic = 'activity.recorded'"),
        EFFECT_SUCCEEDED(4714, "update on effect", "new.status = 'succeeded'");

        /** The advisory lock that whoever makes the change takes. */
        private final long gate;

        private final String change;
        private final String condition;

        Change(long gate, String change, String condition) {
            this.gate = gate;
            this.change = change;
            this.condition = condition;
        }
    }

    /** @param worker what the worker was started with */
    WorkerDatabase(Map<String, String> worker) throws SQLException {
        super(worker);
    }

    /** Puts an open gate before each kind of change. */
    void buildGates() throws SQLException {
        execute("""
                create function wait_at_gate() returns trigger language plpgsql as
                $$ begin perform pg_advisory_xact_lock_shared(tg_argv[0]::bigint); return new; end $$""");
        for (Change change : Change.values()) {
            execute("create trigger gate_%s before %s for each row when (%s) execute function wait_at_gate(%d)"
                    .formatted(change.name(), change.change, change.condition, change.gate));
        }
    }

    /** Whoever makes such a change waits before it, with all that its transaction did, until {@link #open}. */
    void close(Change change) throws SQLException {
        execute("select pg_advisory_lock(?)", change.gate);
    }

    void open(Change change) throws SQLException {
        execute("select pg_advisory_unlock(?)", change.gate);
    }

    /** Who waits at the gate: one of these processes, and its sessions there. */
    Optional<Waiting> waitingOf(List<Long> processes) throws SQLException {
        Map<Integer, Integer> sessions = sessionsByPort();
        return processes.stream()
                .map(process -> new Waiting(process, sessionsOf(process, sessions)))
                .filter(waiting -> !waiting.sessions().isEmpty())
                .findFirst();
    }

    /** A process that waits at the gate, and its sessions that do. */
    record Waiting(long process, List<Integer> sessions) {}

    private static List<Integer> sessionsOf(long process, Map<Integer, Integer> sessionsByPort) {
        Set<Integer> ports = Sockets.portsOf(process);
        return sessionsByPort.entrySet().stream()
                .filter(session -> ports.contains(session.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Ends sessions that wait, as they would end had their client been gone a moment earlier. */
    void end(List<Integer> sessions) throws SQLException {
        for (int session : sessions) {
            execute("select pg_terminate_backend(?)", session);
        }
    }

    private Map<Integer, Integer> sessionsByPort() throws SQLException {
        Map<Integer, Integer> sessions = new HashMap<>();
        rows(
                "select a.client_port, a.pid from pg_locks l join pg_stat_activity a on a.pid = l.pid"
                        + " where l.locktype = 'advisory' and not l.granted",
                row -> sessions.put(row.getInt(1), row.getInt(2)));
        return sessions;
    }

    /** How many deliveries with these ids of the provider have that status. */
    long count(String status, Collection<String> deliveryIds) throws SQLException {
        return number(
                "select count(distinct delivery_id) from delivery where status = ? and delivery_id = any (?)",
                status,
                deliveryIds.toArray(String[]::new));
    }

    long received(Instant since) throws SQLException {
        return number("select count(*) from delivery where received_at >= ?", since.atOffset(ZoneOffset.UTC));
    }

    long unsettledEffects() throws SQLException {
        return number("select count(*) from effect where settled_at is null");
    }

    /** How many of these ids were handled more than once. */
    long settledTwice(Collection<String> deliveryIds) throws SQLException {
        return number(
                "select count(*) from (select delivery_id from delivery where status = 'succeeded'"
                        + " and delivery_id = any (?) group by delivery_id having count(*) > 1) twice",
                (Object) deliveryIds.toArray(String[]::new));
    }
}
