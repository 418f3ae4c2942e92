package org.integrationstack.connections.connection;

import java.util.Locale;
import java.util.Set;

/** Why a connection does not work, or not well. The codes are stable: clients may branch on them. */
public enum Trouble {
    /** The provider says that the grant is gone: taken back, expired, or replaced. */
    GRANT_REVOKED,
    /** The provider has told us, unasked, that access was taken back there. */
    REVOKED_AT_PROVIDER,
    /** The provider refuses the credential, freshly issued or entered as it is. */
    CREDENTIAL_REFUSED,
    /** The credential opens an account that its owner has connected already. */
    ACCOUNT_CONNECTED,
    /** A token was asked for, the answer was lost, and what was given for it may be used up. */
    OUTCOME_UNKNOWN,
    /** Refreshing fails again and again, for reasons that may pass. */
    REFRESH_FAILING,
    /** The provider refuses our own registration: an operator has to act, not the user. */
    CLIENT_MISCONFIGURED,
    /** The provider could not be asked. */
    PROVIDER_UNAVAILABLE;

    private static final Set<Trouble> PASSING = Set.of(REFRESH_FAILING, CLIENT_MISCONFIGURED, PROVIDER_UNAVAILABLE);

    /** Whether the token it befell is gone, so that only its owner can give another. */
    public boolean isFinal() {
        return !PASSING.contains(this);
    }

    /** As callers see it, such as {@code grant_revoked}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
