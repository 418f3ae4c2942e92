package org.integrationstack.connections.console;

import java.util.List;
import java.util.Optional;

/**
 * What the page shows, in the words and the order it shows it.
 *
 * @param connections those that are there
 * @param ended those that were
 */
public record IntegrationsPage(
        Person person,
        Optional<Banner> banner,
        Listing connections,
        Listing ended,
        List<ProviderCard> providers,
        List<ActivityRow> activity) {

    /** Who is signed in. */
    public record Person(String name, String tenant, boolean seesWholeTenant) {}

    /** How the last thing went. */
    public record Banner(boolean good, String text) {}

    /**
     * A part of a list.
     *
     * @param first whether it is where the list begins
     * @param older the cursor of the next part
     */
    public record Listing(List<ConnectionRow> rows, boolean first, Optional<String> older) {}

    /**
     * A provider to connect.
     *
     * @param connect where that begins; empty where this installation cannot
     * @param options where there is more to choose, if there is
     */
    public record ProviderCard(
            String id,
            String name,
            String initial,
            String description,
            String category,
            String website,
            Optional<String> connect,
            Optional<String> options) {}

    /** Something that happened. */
    public record ActivityRow(String type, String summary, Moment at) {}
}
