package org.integrationstack.connections.grant;

import java.util.Objects;

/** What came of proving that a person may connect an installation. Reasons are plain words for the log. */
public sealed interface InstallationAnswer {

    /**
     * The person has admin rights over it, and the app's key opens it.
     *
     * @param account where it is installed: never the person who only proved it
     * @param grant the installation's token
     */
    record Proven(Account account, Grant grant) implements InstallationAnswer {
        public Proven {
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(grant, "grant");
        }
    }

    /** The app is installed nowhere, or not there, where the person has admin rights. */
    record Missing() implements InstallationAnswer {}

    /** There are several, and nothing says which one is meant. */
    record Ambiguous() implements InstallationAnswer {}

    /** The provider said no, or something that makes no sense. */
    record Refused(String reason) implements InstallationAnswer {}

    /** The provider could not be asked. */
    record Unavailable(String reason) implements InstallationAnswer {}
}
