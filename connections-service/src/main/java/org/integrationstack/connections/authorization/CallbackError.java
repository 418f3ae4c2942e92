package org.integrationstack.connections.authorization;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Why an account was not connected. The codes are stable; the texts are for people. */
public enum CallbackError {
    ACCESS_DENIED("You declined at the provider, so nothing was connected."),
    INVALID_STATE("This connection attempt has expired, was already used, or began in another browser or by someone"
            + " else. Please start again."),
    SESSION_REQUIRED("You were signed out in the meantime. Please start again."),
    ISSUER_MISMATCH("The answer did not come from the provider we asked. Nothing was connected."),
    PROVIDER_ERROR("The provider reported an error. Please try again later."),
    PROVIDER_UNAVAILABLE("The provider cannot be reached at the moment. Please try again later."),
    EXCHANGE_FAILED("The provider did not accept the authorization. Please start again."),
    INSTALLATION_MISSING(
            "The app is not installed in an account that you manage, or not in the one you named. Install it"
                    + " there, then start again."),
    INSTALLATION_AMBIGUOUS(
            "You manage several accounts in which the app is installed. Please start again and name one."),
    ACCOUNT_MISMATCH("You signed in to the provider with another account than the one to renew. Nothing was changed."),
    CONNECTION_GONE("The connection to renew no longer exists. Nothing was changed.");

    private final String text;

    CallbackError(String text) {
        this.text = text;
    }

    /** As it stands in {@code error=}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** The error of that code, or empty. */
    public static Optional<CallbackError> of(String code) {
        return Stream.of(values()).filter(error -> error.code().equals(code)).findFirst();
    }
}
