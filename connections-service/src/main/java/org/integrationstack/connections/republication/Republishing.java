package org.integrationstack.connections.republication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;

/**
 * Tells topics anew, in batches: what was told is noted after each, so whichever replica comes next goes on there, and at
 * most one batch is told twice. It lets the changes of the hour go first: while many events wait to be published it waits.
 */
@ApplicationScoped
public class Republishing {
    private static final Logger LOG = Logger.getLogger(Republishing.class);
    private static final int BATCH = 200;
    private static final Duration CROWDED = Duration.ofMillis(100);

    private final Republications republications;
    private final Map<String, Republished> topics;
    private final UUID worker = UUID.randomUUID();
    private volatile boolean stopping;

    @Inject
    Republishing(Republications republications, @All List<Republished> topics) {
        this.republications = republications;
        this.topics =
                topics.stream().collect(Collectors.toMap(topic -> topic.topic().name(), Function.identity()));
    }

    /** The topics that can be told anew. */
    public List<String> topics() {
        return topics.keySet().stream().sorted().toList();
    }

    /** Begins, for one of {@link #topics}; empty when that is under way. */
    public Uni<Optional<Republication>> begin(Caller operator, String topic) {
        return topics.get(topic)
                .count()
                .chain(total -> republications.begin(UUID.randomUUID(), topic, total, operator));
    }

    /** The one of that id. */
    public Uni<Optional<Republication>> find(UUID id) {
        return republications.find(id);
    }

    /** A page, newest first. */
    public Uni<Page<Republication>> list(Optional<Position> after) {
        return republications
                .list(after, Page.SIZE + 1)
                .map(rows -> Page.of(rows, Page.SIZE, it -> new Position(it.startedAt(), it.id())));
    }

    /** Does what there is to do; nothing when none is under way, or another replica works on it. */
    public Uni<Void> work() {
        return republications
                .claim(worker)
                .chain(claimed ->
                        claimed.map(this::tell).orElseGet(() -> Uni.createFrom().voidItem()));
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    private Uni<Void> tell(Republication claimed) {
        LOG.infof(
                "telling %s anew, asked for by %s: %d of %d",
                claimed.topic(), claimed.requestedBy(), claimed.done(), claimed.total());
        Told told = new Told(claimed);
        return Multi.createBy()
                .repeating()
                .uni(() -> step(told))
                .whilst(goesOn -> goesOn && !stopping)
                .collect()
                .last()
                .chain(goesOn -> goesOn
                        ? republications.release(worker, told.now)
                        : Uni.createFrom().voidItem());
    }

    /** Whether there is more to do. */
    private Uni<Boolean> step(Told told) {
        return republications.isCrowded().chain(crowded -> {
            if (crowded) {
                return Uni.createFrom().item(true).onItem().delayIt().by(CROWDED);
            }
            return topics.get(told.now.topic())
                    .tell(told.now.last(), BATCH)
                    .chain(batch -> batch.last().isEmpty() ? finish(told) : note(told, batch));
        });
    }

    private Uni<Boolean> note(Told told, Republished.Batch batch) {
        return republications
                .progress(worker, told.now, batch)
                .map(now -> now.map(told::isNow).orElse(false));
    }

    private Uni<Boolean> finish(Told told) {
        return republications
                .finish(worker, told.now)
                .invoke(() -> LOG.infof(
                        "%s is told anew: %d records, %d skipped",
                        told.now.topic(), told.now.done(), told.now.skipped()))
                .replaceWith(false);
    }

    /** How far it is; belongs to whoever holds the lease. */
    private static final class Told {
        private Republication now;

        Told(Republication claimed) {
            now = claimed;
        }

        boolean isNow(Republication further) {
            if (tenths(further) > tenths(now)) {
                LOG.infof("telling %s anew: %d of %d", further.topic(), further.done(), further.total());
            }
            now = further;
            return true;
        }

        private static long tenths(Republication at) {
            return at.total() == 0 ? 0 : at.done() * 10 / at.total();
        }
    }
}
