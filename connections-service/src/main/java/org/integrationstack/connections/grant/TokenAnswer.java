package org.integrationstack.connections.grant;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.integrationstack.common.secret.Secret;

/** What a token endpoint answered. Reasons and codes are plain words for the log, never the provider's own text. */
public sealed interface TokenAnswer {

    /**
     * Tokens.
     *
     * @param grant the tokens that were asked for
     * @param others what the same answer grants beside them, by slot
     * @param account whom the answer itself names, where the definition looks for the account there
     * @param idToken not checked yet
     */
    record Granted(Grant grant, Map<TokenSlot, Grant> others, Optional<Account> account, Optional<Secret> idToken)
            implements TokenAnswer {
        public Granted {
            Objects.requireNonNull(grant, "grant");
            others = Map.copyOf(others);
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(idToken, "ID token");
        }

        /** All tokens, by slot. */
        public Map<TokenSlot, Grant> grants() {
            Map<TokenSlot, Grant> all = new HashMap<>(others);
            all.put(TokenSlot.MAIN, grant);
            return all;
        }
    }

    /**
     * The provider said no; asking again in the same way will not help.
     *
     * @param code the provider's error code where it is a plain word, else what was wrong
     */
    record Refused(Kind kind, String code) implements TokenAnswer {}

    /**
     * Nothing was granted and nothing was used up: the provider was not reached, or said that it cannot at the moment.
     *
     * @param retryAfter how long it asked to be left alone; zero where it did not say
     */
    record Unavailable(String reason, Duration retryAfter) implements TokenAnswer {
        public Unavailable(String reason) {
            this(reason, Duration.ZERO);
        }
    }

    /** The request went out, and what came of it is not known: a code or a refresh token may be used up. */
    record Unknown(Cause cause, String reason) implements TokenAnswer {}

    /** Whom a refusal concerns. */
    enum Kind {
        /** The code or refresh token: it is used, expired or revoked. */
        REVOKED,
        /** This installation: its client registration is not accepted. */
        CLIENT,
        /** Anything else about the request. */
        OTHER
    }

    /** Why nothing is known. */
    enum Cause {
        /** No whole answer came. */
        LOST,
        /** An answer came that makes no sense. */
        UNREADABLE
    }
}
