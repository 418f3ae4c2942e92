package org.integrationstack.connections.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.catalogue.CatalogueEntry;
import org.integrationstack.connections.catalogue.ProviderBrowser;

/** Asks how a provider is to be connected, and reads the answer. */
@ApplicationScoped
public class ConnectPages {
    /** Of the form for signing in, among the kinds of credentials. */
    static final String SIGN_IN = "sign-in";

    private static final Map<String, String> WAYS = Map.of(
            "api_key", "With a key",
            "basic", "With a user name and a password",
            "client_credentials", "With an OAuth client of your own");

    private final ProviderBrowser browser;
    private final Providers providers;

    @Inject
    ConnectPages(ProviderBrowser browser, Providers providers) {
        this.browser = browser;
        this.providers = providers;
    }

    /** The page; empty where there is no such provider, or no way to connect it here. */
    public Optional<ConnectPage> of(Caller caller, String provider) {
        return of(caller, provider, "", Sent.NOTHING, Optional.empty());
    }

    /** The page after its form for signing in was sent, with what is wrong with it; empty where nothing is. */
    public Optional<ConnectPage> corrected(Caller caller, String provider, Sent sent) {
        Map<String, String> problems = inputProblems(provider, sent);
        return problems.isEmpty()
                ? Optional.empty()
                : of(caller, provider, SIGN_IN, sent.with(problems), Optional.empty());
    }

    /** Where the browser goes on to sign in, as the form says. */
    public String signIn(String provider, Sent sent) {
        Map<String, String> query = new LinkedHashMap<>();
        sent.entered(Sent.INPUT).forEach((name, value) -> query.put(Sent.INPUT + name, value));
        browser.find(provider)
                .ifPresent(entry -> scopes(entry).forEach(scopes -> {
                    Set<String> wanted = new LinkedHashSet<>(sent.all(scopes.name()));
                    wanted.retainAll(scopes.more());
                    if (!wanted.isEmpty()) {
                        List<String> all = new ArrayList<>(scopes.asked());
                        all.addAll(wanted);
                        query.put(scopes.name(), String.join(",", all));
                    }
                }));
        return Routes.signIn(provider, query);
    }

    /**
     * The page after one of its forms was sent.
     *
     * @param form the kind of credential, or {@link #SIGN_IN}
     */
    Optional<ConnectPage> of(Caller caller, String provider, String form, Sent sent, Optional<String> problem) {
        return browser.find(provider)
                .filter(ConnectPage::hasChoices)
                .map(entry -> new ConnectPage(
                        IntegrationsPages.person(caller),
                        entry.id(),
                        entry.name(),
                        entry.description(),
                        problem,
                        entry.connectable() ? Optional.of(signIn(entry, of(form, SIGN_IN, sent))) : Optional.empty(),
                        entry.kinds().stream()
                                .filter(ConnectPage::isEntered)
                                .map(kind -> form(entry, kind, of(form, kind.kind(), sent)))
                                .toList()));
    }

    private static Sent of(String form, String kind, Sent sent) {
        return form.equals(kind) ? sent : Sent.NOTHING;
    }

    private Map<String, String> inputProblems(String provider, Sent sent) {
        Map<String, String> problems = new LinkedHashMap<>();
        ProviderId.parse(provider)
                .flatMap(providers::find)
                .ifPresent(definition -> definition
                        .inputProblems(sent.entered(Sent.INPUT))
                        .forEach((name, problem) -> problems.put(Sent.INPUT + name, problem)));
        return problems;
    }

    private static ConnectPage.SignIn signIn(CatalogueEntry provider, Sent sent) {
        return new ConnectPage.SignIn(inputs(provider, SIGN_IN, sent), scopes(provider));
    }

    private static ConnectPage.CredentialForm form(CatalogueEntry provider, CatalogueEntry.Kind kind, Sent sent) {
        List<ConnectPage.Field> fields = new ArrayList<>(inputs(provider, kind.kind(), sent));
        kind.fields().forEach(field -> fields.add(field(kind.kind(), field, sent)));
        return new ConnectPage.CredentialForm(
                kind.kind(), WAYS.get(kind.kind()), UUID.randomUUID().toString(), fields);
    }

    private static List<ConnectPage.Field> inputs(CatalogueEntry provider, String form, Sent sent) {
        return provider.inputs().stream().map(input -> input(form, input, sent)).toList();
    }

    private static ConnectPage.Field input(String form, CatalogueEntry.Input input, Sent sent) {
        String name = Sent.INPUT + input.name();
        String value = input.defaultValue() == null ? "" : input.defaultValue();
        return new ConnectPage.Field(
                name,
                form + "-" + input.name(),
                input.title(),
                Optional.ofNullable(input.description()),
                sent.all(name).stream().findFirst().orElse(value),
                false,
                !"".equals(input.defaultValue()),
                Optional.ofNullable(sent.problems().get(name)));
    }

    private static ConnectPage.Field field(String form, CatalogueEntry.Field field, Sent sent) {
        String name = Sent.CREDENTIAL + field.name();
        return new ConnectPage.Field(
                name,
                form + "-" + field.name(),
                field.title(),
                Optional.ofNullable(field.description()),
                field.secret() ? "" : sent.all(name).stream().findFirst().orElse(""),
                field.secret(),
                true,
                Optional.ofNullable(sent.problems().get(name)));
    }

    private static List<ConnectPage.Scopes> scopes(CatalogueEntry provider) {
        List<ConnectPage.Scopes> all = new ArrayList<>();
        all.add(scopes("scopes", Optional.empty(), provider.scopes()));
        new TreeMap<>(provider.slotScopes())
                .forEach((slot, scopes) -> all.add(scopes("scopes." + slot, Optional.of(slot), scopes)));
        all.removeIf(scopes -> scopes.asked().isEmpty() && scopes.more().isEmpty());
        return all;
    }

    private static ConnectPage.Scopes scopes(String name, Optional<String> slot, CatalogueEntry.Scopes scopes) {
        List<String> more = new ArrayList<>(scopes.ceiling());
        more.removeAll(scopes.defaults());
        return new ConnectPage.Scopes(name, slot, scopes.defaults(), more);
    }
}
