package org.integrationstack.connections.connection;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How far the provider has taken back the grant of a disconnected connection. */
public enum Revocation {
    /** Asked for, and asked again until the provider answers or a day has passed. */
    PENDING,
    /** The provider no longer honours the tokens. */
    DONE,
    /**
     * Left to the provider, since another connection lives by the same grant, all of which would end. The tokens are
     * erased here.
     */
    SHARED,
    /** The provider refused, or did not answer for a day. The tokens are erased here all the same. */
    FAILED,
    /** The provider has no way to give a grant back. The tokens are erased here. */
    UNSUPPORTED;

    private static final List<Revocation> WORST_FIRST = List.of(PENDING, FAILED, SHARED, UNSUPPORTED, DONE);

    /** What is said of several together: the worst. */
    public static Revocation together(Collection<Revocation> several) {
        return WORST_FIRST.stream().filter(several::contains).findFirst().orElseThrow();
    }

    /** As callers see it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
