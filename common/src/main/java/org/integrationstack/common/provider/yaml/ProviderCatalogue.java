package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import org.integrationstack.common.provider.DefinitionProblem;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;

/**
 * The built-in definitions, with those of the added-definitions directory put over them, read once at start. A file that
 * is refused is named in the log and among {@link #problems()}; what it would have replaced stays. That an added
 * definition replaces a built-in one is logged, and as a warning where tokens would then go to other hosts.
 */
@ApplicationScoped
public class ProviderCatalogue implements Providers {

    private static final Logger LOG = Logger.getLogger(ProviderCatalogue.class);
    private static final List<String> BUILT_IN = List.of("github");

    private final DefinitionLoader loader = new DefinitionLoader();
    private final Map<ProviderId, ProviderDefinition> definitions = new TreeMap<>();
    private final List<DefinitionProblem> problems = new ArrayList<>();

    /** @param directory where added definitions lie, as {@code *.yaml} or {@code *.yml}; none where empty */
    @Inject
    public ProviderCatalogue(@ConfigProperty(name = "integration.providers.directory") Optional<Path> directory) {
        BUILT_IN.forEach(this::addBuiltIn);
        directory.ifPresent(this::addAll);
        problems.forEach(problem -> LOG.errorf("Provider definition left out: %s", problem));
        LOG.infof("Providers: %s", definitions.keySet());
    }
