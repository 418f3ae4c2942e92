package org.integrationstack.connections.console;

import java.util.List;
import java.util.Optional;

/**
 * A connection.
 *
 * @param tone one word for its colour: good, warn, bad or off
 * @param advice what is the matter with it, and what to do
 * @param owner present where it is not the viewer's own
 * @param labels as {@code key: value}
 */
public record ConnectionRow(
        String id,
        String provider,
        String account,
        String status,
        String tone,
        Optional<String> advice,
        Optional<String> owner,
        Moment since,
        List<String> labels,
        List<Permissions> permissions,
        Actions actions) {

    /**
     * The scopes of one of its tokens.
     *
     * @param title whose they are, where there are several tokens
     */
    public record Permissions(Optional<String> title, List<String> granted, List<String> missing) {}

    /**
     * What the viewer can do about it.
     *
     * @param reconnect where the connection can be authorized again
     * @param grantRest where the missing scopes can be granted
     * @param urgent whether it does not work until then
     */
    public record Actions(
            Optional<String> reconnect,
            Optional<String> grantRest,
            boolean urgent,
            boolean check,
            boolean pause,
            boolean resume,
            boolean disconnect) {}

    /** Whether less was granted than was asked for. */
    public boolean partlyGranted() {
        return missingCount() > 0;
    }

    /** How many scopes were asked for and not granted. */
    public int missingCount() {
        return permissions.stream().mapToInt(part -> part.missing().size()).sum();
    }

    /** How many scopes were granted. */
    public int grantedCount() {
        return permissions.stream().mapToInt(part -> part.granted().size()).sum();
    }
}
