package org.integrationstack.proxy.testing;

import java.util.Locale;
import java.util.Random;

/** The connections that connections-service knows in tests, by what their ids begin with; each has an account of its own. */
public final class People {
    private static final Random RANDOM = new Random();

    private People() {}

    /** A new connection of alice, a user of acme, to testapi. */
    public static String alices() {
        return connection("a11ce000");
    }

    /** A new connection of bob, a user of acme, to testapi. */
    public static String bobs() {
        return connection("b0b00000");
    }

    /** A new connection of mallory, an admin of globex, to testapi. */
    public static String mallorys() {
        return connection("ba110000");
    }

    /** A new connection of alice to tightapi; its account is the last digit's, shared by all with that digit. */
    public static String tight(String account) {
        return connection("711647").substring(0, 35) + account;
    }

    /** A new connection of alice to GitHub, by the built-in definition. */
    public static String githubs() {
        return connection("617b0000");
    }

    /** A new connection of alice to keyedapi, by a key, in the region eu. */
    public static String keyed() {
        return connection("5eed0000");
    }

    /** A connection that nobody has. */
    public static String nobodys() {
        return connection("00000000");
    }

    /** A connection of alice that answers like one in that state. */
    public static String inState(State state) {
        return connection(state.prefix);
    }

    private static String connection(String prefix) {
        String random = String.format(Locale.ROOT, "%032x", RANDOM.nextLong())
                + String.format(Locale.ROOT, "%016x", RANDOM.nextLong());
        String hex = (prefix + random.substring(16)).substring(0, 32);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-4" + hex.substring(13, 16) + "-8"
                + hex.substring(17, 20) + "-" + hex.substring(20);
    }

    /** What may be wrong with a connection. */
    public enum State {
        REVOKED("dead0001"),
        PAUSED("dead0002"),
        CONFUSING("dead0003"),
        PROVIDER_AWAY("dead0004"),
        PROVIDER_PRIVATE("dead0005"),
        PROVIDER_UNKNOWN("dead0006"),
        /** A value that was kept for it is not what the definition takes. */
        MISLED("dead0007");

        final String prefix;

        State(String prefix) {
            this.prefix = prefix;
        }
    }
}
