package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.grant.SealedGrant;

/**
 * The stored tokens of all connections, shared by all replicas. Every write is one statement that takes place if its
 * {@link Fence} holds, raises the epoch, and says whether it took place.
 */
public interface Tokens {

    /** The token as it is now; empty where there is none. Cheap: concurrent readings are one query. */
    Uni<Optional<StoredToken>> read(TokenRef ref);

    /** The status of the token's connection; empty where there is no such connection. */
    Uni<Optional<ConnectionStatus>> status(TokenRef ref);

    /** Takes the lease and records that the provider is about to be asked. The fence that then holds is the next one. */
    Uni<Boolean> claim(Fence seen, Duration lease);

    /**
     * Stores a new token under the next version and lets the lease go. The refresh token it replaces is kept beside it,
     * sealed; one that it does not bring along stays. True also where this very token was stored by an earlier call
     * whose end nobody saw. Fails with {@link KeyGoneException} where it is to be sealed anew.
     */
    Uni<Boolean> store(Fence held, NewToken token);

    /** Lets the lease go without a new token. */
    Uni<Boolean> release(Fence held, Release release);

    /** Records that the provider was asked whether it honours the token. */
    Uni<Boolean> checked(Fence seen);

    /** Records when the token ends, as far as is known, and when it is due. */
    Uni<Boolean> plan(Fence seen, Plan plan);

    /** Some of the tokens that are due. Each comes due again by itself in a while: a replica that dies loses nothing. */
    Uni<List<TokenRef>> takeDue(int limit, Duration again);

    /** How many are due, and not taken. */
    Uni<Long> countDue();

    /**
     * @param afterRefusal whether the token before it was refused
     * @param learnedLife what is known of the life of such tokens from experience
     * @param plan empty where nobody has said when it ends, and it may be found out
     */
    record NewToken(SealedGrant grant, boolean afterRefusal, Optional<Duration> learnedLife, Optional<Plan> plan) {

        NewToken sealedAs(SealedGrant anew) {
            return new NewToken(anew, afterRefusal, learnedLife, plan);
        }
    }

    /** The key is gone that a token was sealed under: a rotation ended before it was stored. */
    final class KeyGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public KeyGoneException(Throwable cause) {
            super("sealed under a key that is gone", cause);
        }
    }

    /**
     * @param outcomeUnknown whether the refresh token may have been used up
     * @param failures in a row, this one included
     * @param pause before which it is not renewed
     * @param due when to look at it again, where that is later than the pause
     */
    record Release(boolean outcomeUnknown, int failures, Duration pause, Optional<Instant> due) {}

    /**
     * @param expiresAt when it ends, where that was found out
     * @param expectedEnd when it probably ends
     * @param due when to renew it; empty: only when it is refused
     */
    record Plan(Optional<Instant> expiresAt, Optional<Instant> expectedEnd, Optional<Instant> due) {
        public static final Plan NONE = new Plan(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
