package org.integrationstack.connections.console;

import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.page.Position;

/**
 * What a browser asks the page for.
 *
 * @param connection to which something was just done, if to one
 * @param notice what; connected, where it says nothing
 * @param error the code of what just went wrong, if something did
 * @param after where the connections go on
 * @param endedAfter where those that have ended go on
 */
public record Wanted(
        Optional<ConnectionId> connection,
        Optional<Notice> notice,
        Optional<String> error,
        Optional<Position> after,
        Optional<Position> endedAfter) {}
