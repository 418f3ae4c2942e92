package org.integrationstack.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import org.integrationstack.local.configuration.PortBlock;

/**
 * What is started, and where.
 *
 * @param project the checked-out project, whose built modules are run
 * @param run where this installation keeps its data, logs, secrets and {@code stack.env}; one stack per directory
 * @param ports all of its ports
 * @param fresh whether the data is dropped first; the secrets stay
 * @param services whether the four services are started, or the infrastructure alone
 * @param sandbox whether the imitated providers are started and take the place of the real ones
 * @param providers a directory of added provider definitions
 */
record LauncherOptions(
        Path project,
        Path run,
        PortBlock ports,
        boolean fresh,
        boolean services,
        boolean sandbox,
        Optional<Path> providers) {

    LauncherOptions {
        project = project.toAbsolutePath().normalize();
        run = run.toAbsolutePath().normalize();
        providers = providers.map(Path::toAbsolutePath).map(Path::normalize);
        providers.filter(directory -> !Files.isDirectory(directory)).ifPresent(missing -> {
            throw new IllegalArgumentException("--providers: there is no directory " + missing);
        });
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with a sentence for people about what is wrong
     */
    static LauncherOptions parse(List<String> arguments) {
        return new CommandLine(arguments.iterator()).read();
    }

    Path data() {
        return run.resolve("data");
    }

    Path logs() {
        return run.resolve("logs");
    }

    /** One file per service with its environment, to run that service by hand. */
    Path environments() {
        return run.resolve("env");
    }

    /** The key of the app that proves itself by one, in PEM. */
    Path appKey() {
        return environments().resolve("github-app.pem");
    }

    Path stackEnv() {
        return run.resolve("stack.env");
    }

    Path secrets() {
        return run.resolve("secrets.env");
    }

    private static final class CommandLine {
        private final Iterator<String> arguments;
        private Path project = Path.of("");
        private Path run = Path.of("deploy", ".run");
        private int portBase = PortBlock.DEFAULT_BASE;
        private boolean fresh;
        private boolean services = true;
        private boolean sandbox = true;
        private Optional<Path> providers = Optional.empty();

        CommandLine(Iterator<String> arguments) {
            this.arguments = arguments;
        }

        LauncherOptions read() {
            while (arguments.hasNext()) {
                read(arguments.next());
            }
            return new LauncherOptions(project, run, new PortBlock(portBase), fresh, services, sandbox, providers);
        }

        private void read(String option) {
            switch (option) {
                case "--project" -> project = Path.of(valueOf(option));
                case "--run" -> run = Path.of(valueOf(option));
                case "--port-base" -> portBase = numberOf(option);
                case "--fresh" -> fresh = true;
                case "--infra" -> services = false;
                case "--no-sandbox" -> sandbox = false;
                case "--providers" -> providers = Optional.of(Path.of(valueOf(option)));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }

        private String valueOf(String option) {
            if (!arguments.hasNext()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            return arguments.next();
        }

        private int numberOf(String option) {
            String value = valueOf(option);
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException malformed) {
                throw new IllegalArgumentException(option + " needs a number, not " + value, malformed);
            }
        }
    }
}
