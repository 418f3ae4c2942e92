package org.integrationstack.worker.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.identity.ConnectionId;

import static org.assertj.core.api.Assertions.assertThat;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2031-01-15T12:00:00Z");

    @Test
    void keepsWhatIsYoungerThanConfigured() {
        AskedLedger ledger = new AskedLedger();
        Retention retention = new Retention(ledger, () -> Duration.ofDays(12), null, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(retention.retain().await().indefinitely()).isEqualTo(3);

        assertThat(ledger.now).isEqualTo(NOW);
        assertThat(ledger.kept).isEqualTo(Duration.ofDays(12));
    }

    /** Remembers what it was asked to retain. */
    private static final class AskedLedger implements Ledger {
        private Instant now;
        private Duration kept;

        @Override
        public Uni<Integer> retain(Instant time, Duration age) {
            now = time;
            kept = age;
            return Uni.createFrom().item(3);
        }

        @Override
        public Uni<Receipt> receive(List<Arrival> arrivals) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Integer> learn(List<ConnectionChanged> changes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> forget(Collection<ConnectionId> erased) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Integer> giveUpUnrouted() {
            throw new UnsupportedOperationException();
        }
    }
}
