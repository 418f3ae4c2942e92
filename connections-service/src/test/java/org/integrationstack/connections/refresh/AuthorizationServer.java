package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenAnswer;

/** A provider and what it holds to be true, against which the row is judged. */
final class AuthorizationServer {
    private static final Duration LIFE = Duration.ofMinutes(10);

    /** How refresh tokens behave. */
    enum Mode {
        /** Each good once; one used again ends all that came of it. */
        FAMILY(UnknownOutcome.WAIT),
        /** Each good once. */
        SINGLE_USE(UnknownOutcome.WAIT),
        /** The same, where asking again at once tells what became of the first call. */
        SINGLE_USE_ASKED_AGAIN(UnknownOutcome.REPLAY),
        /** A new one each time, and the one before it stays good. */
        OVERLAPPING(UnknownOutcome.REPLAY),
        /** One for good. */
        LASTING(UnknownOutcome.REPLAY);

        private final UnknownOutcome rule;

        Mode(UnknownOutcome rule) {
            this.rule = rule;
        }

        UnknownOutcome rule() {
            return rule;
        }
    }

    private final Mode mode;
    private final Random random;
    private final Set<String> used = new HashSet<>();
    private String refreshToken;
    private String before;
    String accessToken;
    private final Map<String, Instant> lives = new HashMap<>();
    private boolean revoked;
    private int issued;
    int calls;
    Consumer<Instant> onReuse = at -> {};

    AuthorizationServer(Mode mode, Random random) {
        this.mode = mode;
        this.random = random;
    }

    Mode mode() {
        return mode;
    }

    Grant connect(Instant at) {
        refreshToken = "refresh-0";
        return issue(at, true);
    }

    TokenAnswer refresh(Grant grant, Instant at) {
        calls++;
        String token = grant.refreshToken().orElseThrow().reveal();
        if (!accepts(token)) {
            if (used.contains(token)) {
                onReuse.accept(at);
                revoked = revoked || mode == Mode.FAMILY;
            }
            return new TokenAnswer.Refused(TokenAnswer.Kind.REVOKED, "invalid_grant");
        }
        if (mode == Mode.LASTING) {
            return granted(grant.renewedBy(issue(at, random.nextBoolean())));
        }
        used.add(token);
        before = token;
        refreshToken = "refresh-" + (issued + 1);
        return granted(grant.renewedBy(issue(at, true)));
    }

    AccountAnswer account(Grant grant, Instant at) {
        return honours(grant, at)
                ? new AccountAnswer.Known(new Account("account", Optional.empty(), Optional.empty()))
                : new AccountAnswer.Refused("simulated");
    }

    boolean honours(Grant grant, Instant at) {
        Instant ends = lives.get(grant.accessToken().reveal());
        return !revoked && ends.isAfter(at);
    }

    boolean accepts(Grant grant) {
        return accepts(grant.refreshToken().orElseThrow().reveal());
    }

    private boolean accepts(String token) {
        boolean overlaps = mode == Mode.OVERLAPPING && token.equals(before);
        return !revoked && (token.equals(refreshToken) || overlaps);
    }

    void revoke() {
        revoked = true;
    }

    private static TokenAnswer granted(Grant grant) {
        return new TokenAnswer.Granted(grant, Map.of(), Optional.empty(), Optional.empty());
    }

    private Grant issue(Instant at, boolean withRefreshToken) {
        issued++;
        accessToken = "access-" + issued;
        Instant ends = at.plus(LIFE);
        lives.put(accessToken, ends);
        return new Grant(
                Secret.of(accessToken),
                withRefreshToken ? Optional.of(Secret.of(refreshToken)) : Optional.empty(),
                "Bearer",
                Set.of(),
                Optional.of(ends),
                Map.of());
    }
}
