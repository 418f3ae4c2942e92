package org.integrationstack.gateway.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.integrationstack.common.webhook.WebhookEndpoint;

/**
 * The tenants' endpoints that the topic has told of, in memory.
 *
 * <pre>
 *   unknown ──learn──► open ◄──learn, newer──┐
 *                       │  │                 │
 *                       │  └──distrust──► closed
 *                       └──forget──► gone (for good: ids are not used again)
 * </pre>
 *
 * Thread-safe.
 */
public final class Endpoints {

    /** Who waits for an unknown endpoint holds a connection; more than so many are told at once that it is unknown. */
    static final int MOST_WAITING = 1_000;

    private final Function<WebhookEndpoint, Place> places;
    private final Duration patience;
    private final Map<UUID, Known> known = new HashMap<>();
    private final Map<UUID, List<UniEmitter<? super Found>>> waiting = new HashMap<>();
    private int waitingCount;
    private boolean complete;

    /**
     * @param places what is made of an endpoint, once for each of its states
     * @param patience how long an unknown endpoint is waited for
     */
    public Endpoints(Function<WebhookEndpoint, Place> places, Duration patience) {
        this.places = places;
        this.patience = patience;
    }

    /** What is known of an id. */
    public sealed interface Found {

        /** It is there. */
        record Open(Place place) implements Found {}

        /** It was there, and what was heard last cannot be trusted; or it may be there, and not everything was heard yet. */
        record Unreadable() implements Found {}

        /** There is none of that id. */
        record None() implements Found {}
    }

    /** What is known now, or as soon as the topic tells, or when patience is at its end. Runs on any thread. */
    public Uni<Found> find(UUID id) {
        synchronized (this) {
            Known found = known.get(id);
            if (found != null) {
                return Uni.createFrom().item(found.found());
            }
            if (waitingCount >= MOST_WAITING) {
                return Uni.createFrom().item(unknown());
            }
        }
        return Uni.createFrom()
                .<Found>emitter(emitter -> await(id, emitter))
                .ifNoItem()
                .after(patience)
                .recoverWithItem(this::unknown);
    }

    private synchronized Found unknown() {
        return complete ? new Found.None() : new Found.Unreadable();
    }

    private void await(UUID id, UniEmitter<? super Found> emitter) {
        Known found;
        synchronized (this) {
            found = known.get(id);
            if (found == null) {
                waitingCount++;
                waiting.computeIfAbsent(id, ignored -> new ArrayList<>()).add(emitter);
            }
        }
        if (found == null) {
            emitter.onTermination(() -> giveUp(id, emitter));
        } else {
            emitter.complete(found.found());
        }
    }

    private synchronized void giveUp(UUID id, UniEmitter<? super Found> emitter) {
        List<UniEmitter<? super Found>> emitters = waiting.get(id);
        if (emitters != null && emitters.remove(emitter)) {
            waitingCount--;
            if (emitters.isEmpty()) {
                waiting.remove(id);
            }
        }
    }

    /** How many endpoints are open. */
    public synchronized long count() {
        return known.values().stream().filter(Known::isOpen).count();
    }

    /** All that was on the topic when this service started is known, so that an unknown endpoint can be refused. */
    public synchronized void complete() {
        complete = true;
    }

    /** Learns a state, unless a newer one is known. One that was distrusted opens with the state it had, read anew. */
    public void learn(WebhookEndpoint endpoint) {
        synchronized (this) {
            Known present = known.get(endpoint.id());
            if (present != null && !present.isOlderThan(endpoint.version())) {
                return;
            }
        }
        change(endpoint.id(), new Known(endpoint.version(), new Found.Open(places.apply(endpoint)), false));
    }

    /** Closes an endpoint of which something was heard that cannot be trusted: it may be that its secret was replaced. */
    public void distrust(UUID id) {
        synchronized (this) {
            Known present = known.get(id);
            if (present != null && present.gone()) {
                return;
            }
        }
        change(id, new Known(version(id), new Found.Unreadable(), false));
    }

    /** Forgets an endpoint, for good. */
    public void forget(UUID id) {
        change(id, new Known(Long.MAX_VALUE, new Found.None(), true));
    }

    private synchronized long version(UUID id) {
        Known present = known.get(id);
        return present == null ? 0 : present.version();
    }

    /** One thread changes, the one that follows the topic. */
    private void change(UUID id, Known next) {
        List<UniEmitter<? super Found>> emitters;
        synchronized (this) {
            known.put(id, next);
            emitters = List.copyOf(waiting.getOrDefault(id, List.of()));
        }
        emitters.forEach(emitter -> emitter.complete(next.found()));
    }

    /** @param version of the last state that could be trusted */
    private record Known(long version, Found found, boolean gone) {
        boolean isOpen() {
            return found instanceof Found.Open;
        }

        boolean isOlderThan(long other) {
            return isOpen() ? version < other : !gone && version <= other;
        }
    }
}
