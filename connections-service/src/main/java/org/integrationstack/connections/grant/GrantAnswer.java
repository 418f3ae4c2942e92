package org.integrationstack.connections.grant;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What came of asking for a grant. Reasons are plain words for the log, never the provider's own. */
public sealed interface GrantAnswer {

    /**
     * The provider issued tokens and named the account they belong to.
     *
     * @param others the tokens beside the main one, by slot
     */
    record Granted(Grant grant, Map<TokenSlot, Grant> others, Account account) implements GrantAnswer {
        public Granted {
            Objects.requireNonNull(grant, "grant");
            others = Map.copyOf(others);
            Objects.requireNonNull(account, "account");
        }

        /** All tokens, by slot. */
        public Map<TokenSlot, Grant> grants() {
            Map<TokenSlot, Grant> all = new HashMap<>(others);
            all.put(TokenSlot.MAIN, grant);
            return all;
        }
    }

    /**
     * The provider issued tokens that prove nothing, or not yet: they are of no use, and to be given back.
     *
     * @param temporary whether another attempt may do better
     */
    record Unproven(Map<TokenSlot, Grant> grants, boolean temporary, String reason) implements GrantAnswer {
        public Unproven {
            grants = Map.copyOf(grants);
        }
    }

    /** The provider said no, or said something we do not understand; asking again will not help. */
    record Refused(String reason) implements GrantAnswer {}

    /** The provider could not be reached or is in trouble. */
    record Unavailable(String reason) implements GrantAnswer {}
}
