package org.integrationstack.connections.testing;

import io.vertx.core.json.JsonArray;

/** The sandbox's GitHub, seen from its own side. */
public final class GitHub {
    public static final Imitation SIDE = new Imitation("github");

    private GitHub() {}

    /** Answers the next request to that path with a status. */
    public static void fails(String path, int status) {
        SIDE.fails(path, status);
    }

    /** Forgets faults, tokens and requests. */
    public static void reset() {
        Imitation.resetAll();
    }

    /** What GitHub was asked below that path. */
    public static JsonArray requests(String path) {
        return SIDE.requests(path);
    }

    /** What GitHub answers to somebody with that token. */
    public static int statusOfUser(String token) {
        return SIDE.get("/user", token).status();
    }
}
