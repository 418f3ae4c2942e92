package org.integrationstack.gateway.delivery;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory set aside for bodies that are being read or made durable. What does not fit is refused at once, so that a
 * flood or a slow Kafka costs a known amount of memory. Thread-safe.
 */
public final class InFlight {

    /** What a delivery takes besides its body, so that very small ones have a limit too. */
    private static final int HEAD_BYTES = 2048;

    private final long budget;
    private final AtomicLong taken = new AtomicLong();

    /** @param budget in bytes */
    public InFlight(long budget) {
        this.budget = budget;
    }

    /** Bytes in use. */
    public long taken() {
        return taken.get();
    }

    /** The share of a new delivery, empty as yet; give it back by closing it. */
    public Share open() {
        return new Share();
    }

    /** What one delivery holds. Used by one thread at a time. */
    public final class Share implements AutoCloseable {
        private long held;

        private Share() {}

        /** Whether there was room for the delivery itself. */
        public boolean begin() {
            return take(HEAD_BYTES);
        }

        /** Whether there was room for that many bytes more; if not, nothing changes. */
        public boolean take(int bytes) {
            long now = taken.addAndGet(bytes);
            if (now > budget) {
                taken.addAndGet(-bytes);
                return false;
            }
            held += bytes;
            return true;
        }

        /** Gives everything back; the second time does nothing. */
        @Override
        public void close() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
