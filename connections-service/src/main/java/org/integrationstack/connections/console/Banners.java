package org.integrationstack.connections.console;

import java.util.Optional;

import org.integrationstack.connections.authorization.CallbackError;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.console.IntegrationsPage.Banner;

/** How the last thing went. A URL may be anybody's, or an old one: what it claims is said only while it is so. */
final class Banners {
    private Banners() {}

    static Banner error(String code) {
        String text = CallbackError.of(code)
                .map(CallbackError::text)
                .orElse("Something went wrong, and nothing was connected. Please start again.");
        return new Banner(false, text);
    }

    static Optional<Banner> of(Notice notice, Connection connection, ConnectionRow row) {
        ConnectionStatus status = connection.status();
        boolean live = status != ConnectionStatus.DISCONNECTED;
        String named = row.account() + " of " + row.provider();
        return switch (notice) {
            case CONNECTED -> connected(status, row);
            case CHECKED -> live ? checked(status, named, row) : Optional.empty();
            case PAUSED -> status == ConnectionStatus.PAUSED ? good(named + " is paused.") : Optional.empty();
            case RESUMED ->
                live && status != ConnectionStatus.PAUSED ? good(named + " is in use again.") : Optional.empty();
            case DISCONNECTED ->
                live
                        ? Optional.empty()
                        : good(named + " is disconnected. " + row.advice().orElse(""));
        };
    }

    private static Optional<Banner> connected(ConnectionStatus status, ConnectionRow row) {
        return switch (status) {
            case ACTIVE, DEGRADED, PAUSED ->
                row.partlyGranted()
                        ? bad(row.account() + " is connected, but not all that was asked for was granted.")
                        : good(row.account() + " is connected.");
            case PENDING -> bad("The credential is kept. " + row.advice().orElse(""));
            case NEEDS_REAUTHORIZATION, DISCONNECTED -> Optional.empty();
        };
    }

    private static Optional<Banner> checked(ConnectionStatus status, String named, ConnectionRow row) {
        return status == ConnectionStatus.ACTIVE
                ? good(named + " works.")
                : bad(named + ": " + row.advice().orElse(row.status()));
    }

    private static Optional<Banner> good(String text) {
        return Optional.of(new Banner(true, text));
    }

    private static Optional<Banner> bad(String text) {
        return Optional.of(new Banner(false, text));
    }
}
