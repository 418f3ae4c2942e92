package org.integrationstack.connections.connection;

import java.util.Locale;

/** How far the provider has taken back the grant of a disconnected connection. */
public enum Revocation {
    /** Asked for, and asked again until the provider answers or a day has passed. */
    PENDING,
    /** The provider no longer honours the tokens. */
    DONE,
    /** The provider refused, or did not answer for a day. The tokens are erased here all the same. */
    FAILED,
    /** The provider has no way to give a grant back. The tokens are erased here. */
    UNSUPPORTED;

    /** As callers see it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
