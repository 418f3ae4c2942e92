package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Trouble;

/**
 * Hands out tokens that can be used, and has them renewed where they cannot. However many ask, on however many replicas,
 * the provider is asked once; see the package for how.
 */
public class Refreshing {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Tokens tokens;
    private final Renewals renewals;
    private final Renewing renewing;
    private final Checking checking;
    private final Standing standing;
    private final Waiting waiting;
    private final Pauses pauses;
    private final Duration patience;
    private final Duration freshFor;
    private final Flights<Flight, Refreshed> flights = new Flights<>();

    Refreshing(
            Tokens tokens,
            Renewals renewals,
            Renewing renewing,
            Checking checking,
            Standing standing,
            Waiting waiting,
            Pauses pauses,
            Duration patience,
            Duration freshFor) {
        this.tokens = tokens;
        this.renewals = renewals;
        this.renewing = renewing;
        this.checking = checking;
        this.standing = standing;
        this.waiting = waiting;
        this.pauses = pauses;
        this.patience = patience;
        this.freshFor = freshFor;
    }

    /** The token, renewed first where that is needed for what it is wanted for. */
    public Uni<Refreshed> token(TokenRef ref, Demand demand) {
        return tokens.read(ref)
                .chain(found -> found.map(token -> of(token, demand)).orElseGet(() -> gone(ref)));
    }

    private Uni<Refreshed> gone(TokenRef ref) {
        return tokens.status(ref)
                .map(status -> status.filter(it -> !it.usable())
                        .<Refreshed>map(Refreshed.Unusable::new)
                        .orElseGet(Refreshed.Unknown::new));
    }

    private Uni<Refreshed> of(StoredToken token, Demand why) {
        Demand demand = why.about(token.state().version());
        Optional<Refreshed> barrier = barrier(token, demand);
        if (barrier.isPresent()) {
            return Uni.createFrom().item(barrier.get());
        }
        return step(token, demand) instanceof Step.Serve
                ? Uni.createFrom().item(new Refreshed.Usable(token))
                : flights.join(
                        new Flight(token.ref(), demand),
                        () -> advance(token, demand, waiting.elapsed().plus(patience)));
    }

    /**
     * Why nothing is done with the token, if so. A paused connection's is not handed out, but kept alive: one that is not
     * used may end for good.
     */
    private static Optional<Refreshed> barrier(StoredToken token, Demand demand) {
        ConnectionStatus status = token.status();
        boolean kept = status == ConnectionStatus.PAUSED && demand.reason() == Demand.Reason.DUE;
        if (!status.usable() && !kept) {
            return Optional.of(new Refreshed.Unusable(status));
        }
        return token.lost() ? Optional.of(new Refreshed.Lost(token.ref().slot())) : Optional.empty();
    }

    private Step step(StoredToken token, Demand demand) {
        return Step.next(token.state(), demand, renewals.unknownOutcome(token), freshFor);
    }

    /** Takes one step, and looks again at what has become of the token. */
    private Uni<Refreshed> advance(StoredToken token, Demand demand, Duration until) {
        Step step = step(token, demand);
        if (step instanceof Step.Serve) {
            return Uni.createFrom().item(new Refreshed.Usable(token));
        }
        if (step instanceof Step.Retry retry) {
            return later(Duration.between(token.state().readAt(), retry.at()));
        }
        if (step instanceof Step.Renew renew) {
            return renew(token, demand, renew, until);
        }
        return act(step, token).chain(() -> again(token.ref(), demand, until));
    }

    private Uni<Void> act(Step step, StoredToken token) {
        if (step instanceof Step.Check) {
            return checking.check(token);
        }
        return step instanceof Step.Expire
                ? standing.lost(token.fence(), Trouble.GRANT_REVOKED).replaceWithVoid()
                : waiting.pause(pauses.poll());
    }

    private Uni<Refreshed> renew(StoredToken token, Demand demand, Step.Renew step, Duration until) {
        boolean refused = demand.refuses(token.state().version());
        return renewing.attempt(token, step.replay(), refused)
                .chain(rest -> rest.isPresent()
                        ? refused || token.state().ended()
                                ? later(rest.get())
                                : Uni.createFrom().item(new Refreshed.Usable(token))
                        : again(token.ref(), demand, until));
    }

    private Uni<Refreshed> again(TokenRef ref, Demand demand, Duration until) {
        if (waiting.elapsed().compareTo(until) >= 0) {
            return later(SOON);
        }
        return tokens.read(ref).chain(found -> {
            if (found.isEmpty()) {
                return gone(ref);
            }
            StoredToken token = found.get();
            return barrier(token, demand)
                    .map(barrier -> Uni.createFrom().item(barrier))
                    .orElseGet(() -> advance(token, demand, until));
        });
    }

    private static Uni<Refreshed> later(Duration retryAfter) {
        return Uni.createFrom().item(new Refreshed.Later(retryAfter));
    }

    /** What those have in common who wait for the same. */
    private record Flight(TokenRef ref, Demand demand) {}
}
