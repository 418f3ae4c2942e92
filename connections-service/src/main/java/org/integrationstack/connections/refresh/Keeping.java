package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.Grant;

/** Puts the new token that an answer gave where it is safe, before anything else is done with it. */
final class Keeping {
    private static final Logger LOG = Logger.getLogger(Keeping.class);

    private static final Duration LATE_LOOK = Duration.ofSeconds(1);

    private final Tokens tokens;
    private final Standing standing;
    private final Renewals renewals;
    private final TokenOpening opening;
    private final Planning planning;
    private final Waiting waiting;
    private final Insisting insisting;
    private final RefreshMetrics metrics;

    Keeping(
            Tokens tokens,
            Standing standing,
            Renewals renewals,
            TokenOpening opening,
            Planning planning,
            Waiting waiting,
            Insisting insisting,
            RefreshMetrics metrics) {
        this.tokens = tokens;
        this.standing = standing;
        this.renewals = renewals;
        this.opening = opening;
        this.planning = planning;
        this.waiting = waiting;
        this.insisting = insisting;
        this.metrics = metrics;
    }

    /** Ends when the answer is stored, or it is known that it does not count. */
    Uni<Void> keep(Attempt attempt, Grant grant) {
        StoredToken old = attempt.token();
        Tokens.NewToken fresh = new Tokens.NewToken(
                opening.seal(old.ref(), grant),
                attempt.refused(),
                planning.learnedLife(old.state(), attempt.refused()),
                planning.known(
                        attempt.renewable().provider(), old.kind(), old.state(), grant.expiresAt(), attempt.refused()));
        Answer answer = new Answer(
                attempt, grant, new AtomicReference<>(fresh), waiting.elapsed().plus(Insisting.PATIENCE));
        return store(attempt.held(), answer).chain(stored -> stored ? stored(answer, old) : late(answer));
    }

    /** A rotation may end while an answer waits for the database: then it is sealed anew. */
    private Uni<Boolean> store(Fence held, Answer answer) {
        return insisting.on(() -> tokens.store(held, answer.fresh().get())
                .onFailure(Tokens.KeyGoneException.class)
                .invoke(() -> answer.fresh()
                        .updateAndGet(former -> former.sealedAs(opening.seal(held.ref(), answer.grant())))));
    }

    private Uni<Void> stored(Answer answer, StoredToken replaced) {
        LOG.infof(
                "%s gave a new token for connection %s%s; it ends %s",
                replaced.provider(),
                replaced.ref(),
                answer.attempt().replay() ? ", asked again after an answer was lost" : "",
                answer.grant().expiresAt().map(Instant::toString).orElse("when it is refused"));
        return granted(answer.grant(), replaced)
                .chain(() -> isTroubled(replaced)
                        ? standing.recovered(replaced.ref())
                        : Uni.createFrom().voidItem());
    }

    /** A renewal may grant less than before; whoever dies before it is told tells it with the next one. */
    private Uni<Void> granted(Grant grant, StoredToken replaced) {
        return grant.scopes().equals(replaced.scopes())
                ? Uni.createFrom().voidItem()
                : standing.granted(replaced.ref(), grant.scopes());
    }

    /**
     * An answer that came after the lease: this process was not run for a while, or the database was away. Where somebody
     * has authorized the connection anew meanwhile, it is of a grant that was replaced, and given back. Whoever has renewed
     * the token meanwhile was right to: giving this one back might end his. Else this one counts as soon as the stored
     * refresh token does not: where it is good once, or was refused to somebody. Until one of the two is known, it is held.
     */
    private Uni<Void> late(Answer answer) {
        return insisting
                .on(() -> tokens.read(answer.attempt().token().ref()))
                .chain(found -> found.map(token -> late(answer, token)).orElseGet(() -> orphaned(answer)));
    }

    private Uni<Void> late(Answer answer, StoredToken found) {
        long asked = answer.attempt().held().version();
        if (found.state().authorizedSince(asked)) {
            return orphaned(answer);
        }
        if (found.state().version() != asked || waiting.elapsed().compareTo(answer.until()) >= 0) {
            return drop(answer.attempt().token());
        }
        return counts(found)
                ? revived(found)
                        .chain(() -> store(found.fence(), answer))
                        .chain(stored -> stored ? stored(answer, found) : late(answer))
                : waiting.pause(LATE_LOOK).chain(() -> late(answer));
    }

    /** Before the token is stored: who dies in between leaves a connection that will find out again, not a good one lost. */
    private Uni<Void> revived(StoredToken found) {
        return found.lost()
                ? insisting.on(() -> standing.recovered(found.ref()))
                : Uni.createFrom().voidItem();
    }

    private boolean counts(StoredToken stored) {
        return !stored.state().leased() && (renewals.waits(stored) || stored.lost());
    }

    private Uni<Void> drop(StoredToken token) {
        metrics.dropped(token.provider());
        LOG.warnf(
                "a new token of connection %s at %s came too late and is dropped: there is a newer one",
                token.ref(), token.provider());
        return Uni.createFrom().voidItem();
    }

    /** Its connection was ended or authorized anew meanwhile, and what it had was given back without this. */
    private Uni<Void> orphaned(Answer answer) {
        StoredToken token = answer.attempt().token();
        LOG.infof(
                "connection %s was ended or authorized anew while its token was renewed; the new one is given back",
                token.ref());
        return standing.orphaned(token, answer.grant());
    }

    private static boolean isTroubled(StoredToken token) {
        return token.trouble().equals(Optional.of(Trouble.REFRESH_FAILING));
    }

    /** @param until when it is kept no longer, by {@link Waiting#elapsed} */
    private record Answer(Attempt attempt, Grant grant, AtomicReference<Tokens.NewToken> fresh, Duration until) {}
}
