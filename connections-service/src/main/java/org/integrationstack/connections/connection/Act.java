package org.integrationstack.connections.connection;

/** What happens to connections that the activity log shows. */
public enum Act {
    CONNECTED("connection.connected", "Connected %s account %s"),
    CHECK_FAILED("connection.check_failed", "The credential for %s was not accepted"),
    DEGRADED("connection.degraded", "%s account %s works with trouble"),
    TOKEN_LOST("connection.token_lost", "A further token of %s account %s must be authorized again"),
    SCOPES_CHANGED("connection.scopes_changed", "%s account %s may do other things than before"),
    RECOVERED("connection.recovered", "%s account %s works again"),
    NEEDS_REAUTHORIZATION("connection.needs_reauthorization", "%s account %s must be authorized again"),
    PAUSED("connection.paused", "Paused %s account %s"),
    RESUMED("connection.resumed", "Resumed %s account %s"),
    EDITED("connection.edited", "Changed labels or settings of %s account %s"),
    DISCONNECTED("connection.disconnected", "Disconnected %s account %s");

    private final String type;
    private final String sentence;

    Act(String type, String sentence) {
        this.type = type;
        this.sentence = sentence;
    }

    /** The activity's type. */
    public String type() {
        return type;
    }

    /** The act in words, for people. */
    public String summary(String provider, String account) {
        return sentence.formatted(provider, account);
    }
}
