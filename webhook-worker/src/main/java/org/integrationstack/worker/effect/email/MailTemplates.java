package org.integrationstack.worker.effect.email;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * The templates of mails: {@code NAME.txt} and, if there is one, {@code NAME.html}, in the configured directory or else
 * built in. Each is read once.
 */
@ApplicationScoped
class MailTemplates {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final Optional<Path> directory;
    private final Map<String, Optional<MailTemplate>> known = new ConcurrentHashMap<>();

    MailTemplates(EmailConfig config) {
        this.directory = config.templates();
    }

    /** The template, or empty when there is none of that name. */
    Optional<MailTemplate> named(String name) {
        return NAME.matcher(name).matches() ? known.computeIfAbsent(name, this::read) : Optional.empty();
    }

    private Optional<MailTemplate> read(String name) {
        return fromDirectory(name).or(() -> builtIn(name));
    }

    private Optional<MailTemplate> fromDirectory(String name) {
        return directory
                .map(path -> path.resolve(name + ".txt"))
                .filter(Files::isRegularFile)
                .map(text -> MailTemplate.parse(
                        file(text),
                        Optional.of(text.resolveSibling(name + ".html"))
                                .filter(Files::isRegularFile)
                                .map(MailTemplates::file)));
    }

    private static Optional<MailTemplate> builtIn(String name) {
        return resource(name + ".txt").map(text -> MailTemplate.parse(text, resource(name + ".html")));
    }

    private static String file(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> resource(String name) {
        try (InputStream resource = MailTemplates.class.getResourceAsStream("/mail/" + name)) {
            return resource == null
                    ? Optional.empty()
                    : Optional.of(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
