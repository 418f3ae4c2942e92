package org.integrationstack.sandbox.github;

import java.util.Optional;

import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Consent;

/** The apps that are registered: the OAuth app and, if there is one, the GitHub App beside it. */
record Apps(Registration oauth) {

    /** The GitHub App's registration. */
    Optional<Registration> gitHubApp() {
        return oauth.keyed().map(Registration.KeyedApp::registration);
    }

    /** The app whose credentials these are. */
    Optional<Registration> with(ClientCredentials credentials) {
        return credentials.belongTo(oauth) ? Optional.of(oauth) : gitHubApp().filter(credentials::belongTo);
    }

    /** Whether {@code app} is the one that the person allowed something. */
    static boolean askedBy(Registration app, Consent<Person> consent) {
        return consent.request().parameter("client_id").equals(Optional.of(app.clientId()));
    }

    /** Whether it was the GitHub App that the person allowed something. */
    boolean viaGitHubApp(Consent<Person> consent) {
        return gitHubApp().filter(app -> askedBy(app, consent)).isPresent();
    }
}
