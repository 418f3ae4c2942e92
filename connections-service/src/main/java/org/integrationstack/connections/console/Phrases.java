package org.integrationstack.connections.console;

import java.util.Optional;
import java.util.TreeMap;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Revocation;
import org.integrationstack.connections.connection.Trouble;

/** What a connection's states mean to the person whose connection it is. */
final class Phrases {
    private Phrases() {}

    /** What the account is called. */
    static String account(Connection connection) {
        return connection
                .provenAccount()
                .map(account -> account.name().orElse(account.id()))
                .orElse("Account not known yet");
    }

    static String status(ConnectionStatus status) {
        return switch (status) {
            case PENDING -> "Not checked yet";
            case ACTIVE -> "Active";
            case DEGRADED -> "Works, with trouble";
            case PAUSED -> "Paused";
            case NEEDS_REAUTHORIZATION -> "Must be reconnected";
            case DISCONNECTED -> "Disconnected";
        };
    }

    static String tone(ConnectionStatus status) {
        return switch (status) {
            case ACTIVE -> "good";
            case PENDING, DEGRADED, PAUSED -> "warn";
            case NEEDS_REAUTHORIZATION -> "bad";
            case DISCONNECTED -> "off";
        };
    }

    /** What is the matter, and what to do; empty where all is well. */
    static Optional<String> advice(Connection connection, String provider) {
        if (connection.revocation().isPresent()) {
            return connection.revocation().map(revocation -> revocation(revocation, provider));
        }
        Optional<String> trouble = connection
                .trouble()
                .map(it -> trouble(connection, it, provider))
                .or(() -> slotTrouble(connection, provider));
        return switch (connection.status()) {
            case PAUSED ->
                Optional.of("Nothing uses it until it is resumed."
                        + trouble.map(it -> " Then: " + it).orElse(""));
            case PENDING ->
                trouble.or(() -> Optional.of(provider + " is being asked whether it takes the credential."));
            case NEEDS_REAUTHORIZATION -> trouble.or(() -> Optional.of("Access has ended. " + again(connection)));
            case ACTIVE, DEGRADED, DISCONNECTED -> trouble;
        };
    }

    private static Optional<String> slotTrouble(Connection connection, String provider) {
        return new TreeMap<>(connection.slotTroubles())
                .entrySet().stream()
                        .map(slot -> slot.getValue().isFinal()
                                ? provider + " no longer honours its " + slot.getKey()
                                        + " token. The rest works; reconnect it to get another."
                                : "Renewing its " + slot.getKey() + " token at " + provider
                                        + " fails at the moment. It is tried again by itself.")
                        .reduce((one, other) -> one + " " + other);
    }

    private static String trouble(Connection connection, Trouble trouble, String provider) {
        return switch (trouble) {
            case GRANT_REVOKED -> provider + " says that access was taken back or has ended. " + again(connection);
            case REVOKED_AT_PROVIDER ->
                provider + " has told us that access was taken back there. " + again(connection);
            case CREDENTIAL_REFUSED ->
                provider
                        + (signsIn(connection)
                                ? " no longer honours the access it gave. "
                                : " does not accept what was entered. ")
                        + again(connection);
            case OUTCOME_UNKNOWN ->
                provider + "’s answer to a renewal was lost, and access with it. " + again(connection);
            case REFRESH_FAILING ->
                "Renewing access at " + provider + " fails at the moment. It is tried again by itself.";
            case CLIENT_MISCONFIGURED ->
                provider + " does not accept this installation’s registration. Whoever runs it has to correct that;"
                        + " there is nothing for you to do.";
            case ACCOUNT_CONNECTED ->
                "The credential is of an account that is connected already. Disconnect this one, or that one.";
            case PROVIDER_UNAVAILABLE -> provider + " cannot be reached at the moment. It is tried again by itself.";
        };
    }

    private static String again(Connection connection) {
        return signsIn(connection)
                ? "Reconnect it to go on."
                : "Disconnect it, then connect the account again with one that works.";
    }

    /** Whether it rests on somebody's signing in at the provider. */
    static boolean signsIn(Connection connection) {
        return connection.kind() == ConnectionKind.OAUTH || connection.kind() == ConnectionKind.APP;
    }

    private static String revocation(Revocation revocation, String provider) {
        return switch (revocation) {
            case PENDING -> provider + " is being asked to take access back.";
            case DONE -> provider + " has taken access back.";
            case SHARED ->
                "Another connection of this account still uses the access at " + provider
                        + ", so it was left in place there. Our copy is erased.";
            case FAILED ->
                provider
                        + " did not confirm that access has ended. Remove it in your account there. Our copy is erased.";
            case UNSUPPORTED ->
                provider + " offers no way to take access back. Remove it in your account there. Our copy is erased.";
        };
    }
}
