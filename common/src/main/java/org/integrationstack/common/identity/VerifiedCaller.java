package org.integrationstack.common.identity;

import java.security.Principal;

/** A caller that was verified by other means than a token of the OIDC issuer. Thread-safe. */
public interface VerifiedCaller extends Principal {
    /** Who it is. */
    Caller caller();

    /** Whether it would be accepted now as it was then; asked by what outlasts its request's beginning. */
    boolean isStillValid();
}
