package org.integrationstack.connections.console;

import java.util.List;
import java.util.Optional;

import org.integrationstack.connections.catalogue.CatalogueEntry;

/**
 * The ways to connect a provider, with what is asked for each.
 *
 * @param problem what was wrong with all of it, when it was sent
 */
public record ConnectPage(
        IntegrationsPage.Person person,
        String id,
        String name,
        String description,
        Optional<String> problem,
        Optional<SignIn> signIn,
        List<CredentialForm> forms) {
    /** Signing in at the provider. */
    public record SignIn(List<Field> fields, List<Scopes> scopes) {}

    /**
     * The scopes of a token.
     *
     * @param name of the parameter
     * @param slot the token, where it is not the main one
     * @param asked in any case
     * @param more that may be asked for as well
     */
    public record Scopes(String name, Optional<String> slot, List<String> asked, List<String> more) {}

    /**
     * Entering a credential.
     *
     * @param once tells this form from all others, so that it counts once however often it is sent
     */
    public record CredentialForm(String kind, String title, String once, List<Field> fields) {}

    /**
     * Something to enter.
     *
     * @param id within the page
     * @param value that it begins with; a secret is never shown again
     * @param problem what was wrong with it, when it was sent
     */
    public record Field(
            String name,
            String id,
            String title,
            Optional<String> description,
            String value,
            boolean secret,
            boolean required,
            Optional<String> problem) {}

    /** Whether a provider can be connected here, and there is something to enter or to choose. */
    static boolean hasChoices(CatalogueEntry provider) {
        boolean scopes = provider.scopes().ceiling().size()
                        > provider.scopes().defaults().size()
                || !provider.slotScopes().isEmpty();
        return (provider.connectable() && (scopes || !provider.inputs().isEmpty()))
                || provider.kinds().stream().anyMatch(ConnectPage::isEntered);
    }

    /** Whether connections of that kind rest on something that is entered. */
    static boolean isEntered(CatalogueEntry.Kind kind) {
        return !kind.fields().isEmpty();
    }
}
