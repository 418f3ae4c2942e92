package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.DefinitionProblem;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.UrlTemplate;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The built-in definitions, with those of the added-definitions directory put over them, read once at start. A file that
 * is refused is named in the log and among {@link #problems()}; what it would have replaced stays. An added definition
 * that replaces a built-in one is logged. One that would send tokens elsewhere is refused as well, unless the operator has
 * named each new destination: connections that exist rest on where their tokens went when they were made.
 */
@Startup
@ApplicationScoped
public class ProviderCatalogue implements Providers {

    private static final Logger LOG = Logger.getLogger(ProviderCatalogue.class);
    /** A file that names the built-in definitions, one a line: a jar cannot list its own folders. */
    private static final String BUILT_IN = "built-in";

    private static final String SCHEME = "https://";

    private final DefinitionLoader loader = new DefinitionLoader();
    private final Map<ProviderId, ProviderDefinition> definitions = new TreeMap<>();
    private final List<DefinitionProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private final Function<ProviderId, Set<String>> approved;

    /**
     * @param directory where added definitions lie, as {@code *.yaml} or {@code *.yml}; none where empty
     * @param settings what the operator has approved
     */
    @Inject
    public ProviderCatalogue(
            @ConfigProperty(name = "integration.providers.directory") Optional<Path> directory,
            ProviderSettings settings) {
        this(directory, settings::approvedDestinations);
    }

    /** A catalogue for which nothing has been approved. */
    public ProviderCatalogue(Optional<Path> directory) {
        this(directory, provider -> Set.of());
    }

    private ProviderCatalogue(Optional<Path> directory, Function<ProviderId, Set<String>> approved) {
        this.approved = approved;
        new String(resource(BUILT_IN), UTF_8).lines().forEach(this::addBuiltIn);
        directory.ifPresent(this::addAll);
        problems.forEach(problem -> LOG.errorf("Provider definition left out: %s", problem));
        warnings.forEach(LOG::warn);
        LOG.infof("Providers: %s", definitions.keySet());
    }

    @Override
    public Optional<ProviderDefinition> find(ProviderId id) {
        return Optional.ofNullable(definitions.get(id));
    }

    @Override
    public List<ProviderDefinition> all() {
        return List.copyOf(definitions.values());
    }

    @Override
    public List<DefinitionProblem> problems() {
        return List.copyOf(problems);
    }

    /** What an operator should know about added definitions that were accepted. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void addBuiltIn(String file) {
        try {
            ProviderDefinition definition = loader.loadBuiltIn(file, resource(file));
            definitions.put(definition.id(), definition);
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException("A built-in provider definition is broken", e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream content = ProviderCatalogue.class.getResourceAsStream("/providers/" + name)) {
            return Objects.requireNonNull(content, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addAll(Path directory) {
        Map<ProviderId, String> added = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(ProviderCatalogue::isDefinition).sorted().forEach(file -> add(file, added));
        } catch (IOException e) {
            problems.add(unreadable(directory, e));
        }
    }

    /** Links are followed: a mounted ConfigMap is made of them, beside names that begin with a dot. */
    private static boolean isDefinition(Path file) {
        String name = name(file);
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file);
    }

    private void add(Path file, Map<ProviderId, String> added) {
        String name = name(file);
        try {
            ProviderDefinition definition = loader.load(name, read(file));
            String earlier = added.putIfAbsent(definition.id(), name);
            if (earlier == null) {
                put(name, definition);
            } else {
                problems.add(new DefinitionProblem(name, 0, 0, "id", "is defined by " + earlier + " already"));
            }
        } catch (InvalidDefinitionException e) {
            problems.addAll(e.problems());
        } catch (IOException e) {
            problems.add(unreadable(file, e));
        }
    }

    /** One byte more than allowed, so that the loader sees that it is too much. */
    private static byte[] read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return content.readNBytes(DefinitionLoader.MAX_BYTES + 1);
        }
    }

    private void put(String file, ProviderDefinition definition) {
        ProviderDefinition builtIn = definitions.get(definition.id());
        if (builtIn == null) {
            definitions.put(definition.id(), definition);
            return;
        }
        Set<String> elsewhere = destinations(definition);
        elsewhere.removeAll(destinations(builtIn));
        if (approved.apply(definition.id()).containsAll(elsewhere)) {
            definitions.put(definition.id(), definition);
            warnings.add(replacement(file, definition.id(), elsewhere));
        } else {
            problems.add(new DefinitionProblem(file, 0, 0, "", unapproved(definition.id(), elsewhere)));
        }
    }

    private static String replacement(String file, ProviderId id, Set<String> elsewhere) {
        String replaced = file + " replaces the built-in definition of " + id;
        return elsewhere.isEmpty() ? replaced : replaced + " AND SENDS TOKENS ELSEWHERE, as approved: to " + elsewhere;
    }

    private static String unapproved(ProviderId id, Set<String> elsewhere) {
        return "would send tokens of " + id + " elsewhere; an operator approves that by setting integration.providers."
                + id + ".destinations to " + String.join(",", elsewhere);
    }

    /** The origins that see a token or a client secret; where values decide that, all that they can lead to. */
    private static Set<String> destinations(ProviderDefinition definition) {
        return Stream.concat(
                        definition.oauth().stream().flatMap(ProviderCatalogue::destinations),
                        Stream.concat(
                                destinations(definition.credentials()), definition.api().map(Api::baseUrl).stream()))
                .flatMap(ProviderCatalogue::origins)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<UrlTemplate> destinations(OAuth oauth) {
        return Stream.of(
                        Optional.of(oauth.token().url()),
                        oauth.account().url(),
                        oauth.introspection().map(OAuth.Introspection::url),
                        oauth.revoke().map(OAuth.Revocation::url))
                .flatMap(Optional::stream);
    }

    private static Stream<UrlTemplate> destinations(Credentials credentials) {
        return Stream.of(
                        credentials.apiKey().flatMap(it -> it.account().url()),
                        credentials.basic().flatMap(it -> it.account().url()),
                        credentials
                                .clientCredentials()
                                .flatMap(it -> it.account().url()),
                        credentials.clientCredentials().map(it -> it.token().url()),
                        credentials.app().map(it -> it.installations().url()),
                        credentials
                                .app()
                                .flatMap(it -> it.installations().membership())
                                .map(Credentials.Membership::url),
                        credentials.app().map(it -> it.token().url()),
                        credentials.app().flatMap(Credentials.App::revoke).map(OAuth.Revocation::url))
                .flatMap(Optional::stream);
    }

    private static Stream<String> origins(UrlTemplate url) {
        return url.host().map(List::of).orElse(url.hosts().entries()).stream().map(host -> SCHEME + host);
    }

    private static DefinitionProblem unreadable(Path file, IOException e) {
        return new DefinitionProblem(
                name(file),
                0,
                0,
                "",
                e instanceof NoSuchFileException
                        ? "does not exist"
                        : "cannot be read (" + e.getClass().getSimpleName() + ")");
    }

    private static String name(Path file) {
        return FieldPath.printable(file.getFileName().toString());
    }
}
