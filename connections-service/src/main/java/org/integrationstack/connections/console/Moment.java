package org.integrationstack.connections.console;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A time, for machines and for people. */
public record Moment(String iso, String text) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    static Moment of(Instant instant) {
        return new Moment(instant.toString(), TIME.format(instant) + " UTC");
    }
}
