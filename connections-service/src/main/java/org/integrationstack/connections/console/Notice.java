package org.integrationstack.connections.console;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody has just done to a connection. */
public enum Notice {
    CONNECTED,
    CHECKED,
    PAUSED,
    RESUMED,
    DISCONNECTED;

    /** As it stands in {@code notice=}. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one spelled so, or empty. */
    public static Optional<Notice> of(String text) {
        return Stream.of(values()).filter(notice -> notice.text().equals(text)).findFirst();
    }
}
