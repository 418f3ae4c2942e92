package org.integrationstack.gateway.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

import org.integrationstack.common.provider.Webhooks;

/**
 * The memory set aside for bodies that are being read or made durable, so that a flood or a slow Kafka costs a known
 * amount of it. Three budgets hold at once, for all, for one endpoint and for one address, and in each the last quarter
 * is for small bodies, so that large ones never keep them out. What does not fit takes the place of the body that has
 * been incomplete for longest, if that has had its chance: who sends slowly, signed or not, gives way to who sends.
 * What still does not fit is refused. Thread-safe.
 */
public final class InFlight {

    /** What a delivery takes besides its body, so that very small ones have a limit too. */
    static final int HEAD_BYTES = 2048;

    /** Up to this a body is small, in bytes. */
    static final int SMALL = 64 * 1024;

    /** What a body may always take to arrive before another takes its place. */
    static final Duration CHANCE = Duration.ofMillis(500);

    /** What one delivery of the largest kind needs, in a budget whose last quarter it may not use. */
    private static final long LARGEST = (Webhooks.LARGEST.bytes() + HEAD_BYTES) * 4L / 3 + 1;

    private final LongSupplier nanoTime;
    private final Budget all;
    private final long perEndpoint;
    private final long perAddress;
    private final Map<String, Budget> endpoints = new HashMap<>();
    private final Map<String, Budget> addresses = new HashMap<>();

    /**
     * Half of the budget for one endpoint, and a quarter for one address, but each enough for the largest delivery.
     *
     * @param budget in bytes
     */
    public InFlight(long budget) {
        this(budget, System::nanoTime);
    }

    InFlight(long budget, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.all = new Budget(budget);
        this.perEndpoint = Math.max(budget / 2, LARGEST);
        this.perAddress = Math.max(budget / 4, LARGEST);
    }

    /** Bytes in use. */
    public synchronized long taken() {
        return all.taken;
    }

    /** Deliveries in flight. */
    public synchronized long count() {
        return all.shares;
    }

    /**
     * The share of a new delivery whose body is about to be read; give it back by closing it. Empty when there is no room.
     *
     * @param onYield called at most once, on any thread, when it has to give way: it is closed then
     */
    public Optional<Share> open(String endpoint, String address, Runnable onYield) {
        Share share = new Share(endpoint, address, onYield);
        if (share.take(HEAD_BYTES)) {
            return Optional.of(share);
        }
        share.close();
        return Optional.empty();
    }

    /** What one delivery holds. */
    public final class Share implements AutoCloseable {
        private final String endpoint;
        private final String address;
        private final List<Budget> budgets;
        private final Runnable onYield;
        private final long since = nanoTime.getAsLong();
        private long held;
        private boolean closed;

        private Share(String endpoint, String address, Runnable onYield) {
            this.endpoint = endpoint;
            this.address = address;
            this.onYield = onYield;
            synchronized (InFlight.this) {
                budgets = List.of(
                        addresses.computeIfAbsent(address, name -> new Budget(perAddress)),
                        endpoints.computeIfAbsent(endpoint, name -> new Budget(perEndpoint)),
                        all);
                budgets.forEach(budget -> budget.enter(this));
            }
        }

        /** Whether there is room for that many bytes more; if not, nothing changes. */
        public boolean take(int bytes) {
            while (true) {
                Share victim;
                synchronized (InFlight.this) {
                    Budget full = full(bytes);
                    if (full == null) {
                        add(bytes);
                        return !closed;
                    }
                    victim = full.slowest(this);
                    if (victim == null) {
                        return false;
                    }
                    victim.close();
                }
                victim.onYield.run();
            }
        }

        /** Its body is there: it gives way to nobody any more. */
        public void complete() {
            synchronized (InFlight.this) {
                budgets.forEach(budget -> budget.incomplete.remove(this));
            }
        }

        /** Gives everything back; the second time does nothing. */
        @Override
        public void close() {
            synchronized (InFlight.this) {
                if (closed) {
                    return;
                }
                closed = true;
                budgets.forEach(budget -> budget.leave(this));
                held = 0;
                addresses.computeIfPresent(address, (name, budget) -> budget.shares == 0 ? null : budget);
                endpoints.computeIfPresent(endpoint, (name, budget) -> budget.shares == 0 ? null : budget);
            }
        }

        /** Null when there is room in all. */
        private Budget full(int bytes) {
            boolean small = held + bytes <= SMALL;
            for (Budget budget : budgets) {
                if (!closed && budget.taken + bytes > (small ? budget.limit : budget.limitOfLarge())) {
                    return budget;
                }
            }
            return null;
        }

        private void add(int bytes) {
            if (!closed) {
                held += bytes;
                budgets.forEach(budget -> budget.taken += bytes);
            }
        }
    }

    /** One limit and what counts against it. Guarded by the outer object. */
    private final class Budget {
        private final long limit;
        /** Oldest first. */
        private final Set<Share> incomplete = new LinkedHashSet<>();

        private long taken;
        private long shares;

        Budget(long limit) {
            this.limit = limit;
        }

        long limitOfLarge() {
            return limit / 4 * 3;
        }

        void enter(Share share) {
            shares++;
            incomplete.add(share);
        }

        void leave(Share share) {
            shares--;
            taken -= share.held;
            incomplete.remove(share);
        }

        /** Null when all the others still have their chance. */
        Share slowest(Share other) {
            Iterator<Share> oldest = incomplete.iterator();
            Share first = oldest.hasNext() ? oldest.next() : null;
            if (first == other) {
                first = oldest.hasNext() ? oldest.next() : null;
            }
            boolean hadItsChance = first != null && nanoTime.getAsLong() - first.since > CHANCE.toNanos();
            return hadItsChance ? first : null;
        }
    }
}
