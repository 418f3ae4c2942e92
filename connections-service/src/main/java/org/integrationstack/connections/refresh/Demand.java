package org.integrationstack.connections.refresh;

import java.util.OptionalLong;

/**
 * Why a token is looked at.
 *
 * @param version which token is meant; any newer one will do. Empty where it is the one that is found
 */
public record Demand(Reason reason, OptionalLong version) {

    /** The reasons there are. */
    public enum Reason {
        /** Somebody wants to use it. */
        USE,
        /** Somebody used it and the provider refused it. */
        REFUSED,
        /** It is due, ahead of its end. */
        DUE,
        /** A person wants a new one. */
        ASKED
    }

    private static final Demand USE = new Demand(Reason.USE, OptionalLong.empty());
    private static final Demand DUE = new Demand(Reason.DUE, OptionalLong.empty());
    private static final Demand ASKED = new Demand(Reason.ASKED, OptionalLong.empty());

    public static Demand use() {
        return USE;
    }

    /** The provider refused the token of that version. */
    public static Demand refused(long version) {
        return new Demand(Reason.REFUSED, OptionalLong.of(version));
    }

    public static Demand due() {
        return DUE;
    }

    public static Demand asked() {
        return ASKED;
    }

    /** The same, now that a token of that version was found. */
    Demand about(long found) {
        return version.isPresent() ? this : new Demand(reason, OptionalLong.of(found));
    }

    /** Whether the token of that version is refused, and so has ended whatever its expiry. */
    boolean refuses(long found) {
        return reason == Reason.REFUSED && isAbout(found);
    }

    /** Whether a new token is wanted in place of the one of that version, though it has not ended. */
    boolean replaces(long found) {
        return (reason == Reason.DUE || reason == Reason.ASKED) && isAbout(found);
    }

    private boolean isAbout(long found) {
        return version.isPresent() && version.getAsLong() == found;
    }
}
