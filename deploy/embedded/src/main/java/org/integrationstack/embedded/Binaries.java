package org.integrationstack.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs, extracted once from their artifacts on the class path into a cache that all stacks of a user share. A
 * name in the cache carries the version and the platform, and appears by one atomic rename, so parallel starts and a
 * start killed half-way are safe.
 *
 * <p>The cache is the system property {@value #CACHE_PROPERTY}, else {@code integration-stack} below
 * {@code XDG_CACHE_HOME} or {@code ~/.cache}, else, for a user without a home that can be written, below the temporary
 * directory.
 */
final class Binaries {
    static final String CACHE_PROPERTY = "integration.embedded.cache";
    private static final String REDIS_VERSION = "7.0.15";

    private final Path cache;

    Binaries(Path cache) {
        this.cache = cache;
    }

    static Binaries ofThisUser() {
        return new Binaries(userCache());
    }

    /** The directory with PostgreSQL's {@code bin}, {@code lib} and {@code share}. */
    Path postgres() {
        String os = choose("os.name", "linux", "linux", "mac", "darwin");
        String arch = choose("os.arch", "amd64", "x86_64", "x86_64", "x86_64", "aarch64", "arm_64");
        String platform = os + "-" + arch;
        return extracted("postgresql-" + version("postgres") + "-" + platform, directory -> {
            try (InputStream archive = resource("/postgres-" + platform + ".txz")) {
                untar(archive, directory);
            }
        });
    }

    /** The Redis server program. */
    Path redis() {
        String os = choose("os.name", "linux", "linux", "mac", "darwin");
        String arch = choose("os.arch", "amd64", "amd64", "x86_64", "amd64", "aarch64", "arm64");
        String name = "redis-server-" + REDIS_VERSION + "-" + os + "-" + arch;
        Path directory = extracted(name, target -> {
            try (InputStream program = resource("/" + name)) {
                copyExecutable(program, target.resolve("redis-server"));
            }
        });
        return directory.resolve("redis-server");
    }

    /** The directory with the jars of the Kafka server. */
    Path kafka() {
        String index = kafkaIndex();
        String contents = HexFormat.of().toHexDigits(index.hashCode());
        return extracted("kafka-" + contents, directory -> {
            for (String entry : index.split(":", -1)) {
                String jar = entry.substring(entry.lastIndexOf('/') + 1);
                try (InputStream content = resource("/kafka/" + jar)) {
                    Files.copy(content, directory.resolve(jar));
                }
            }
        });
    }

    private static String kafkaIndex() {
        try (InputStream index = resource("/kafka/classpath")) {
            return new String(index.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path extracted(String name, Extraction extraction) {
        Path target = cache.resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(cache);
            Path unfinished = Files.createTempDirectory(cache, "." + name + "-");
            try {
                extraction.into(unfinished);
                Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
                publish(unfinished, target);
            } finally {
                deleteTree(unfinished);
            }
            return target;
        } catch (IOException e) {
            throw new EmbeddedException("cannot extract %s into %s: %s".formatted(name, cache, e.getMessage()), e);
        }
    }

    private static void publish(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another start may have been faster; its copy is the same.
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    private static void untar(InputStream archive, Path directory) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("entry outside the archive: " + entry.getName());
                }
                untar(entry, tar, target);
            }
        }
    }

    private static void untar(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if ((entry.getMode() & 0b001_000_000) != 0) {
            copyExecutable(content, target);
        } else {
            Files.copy(content, target);
        }
    }

    private static void copyExecutable(InputStream content, Path target) throws IOException {
        Files.copy(content, target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Deletes a directory with everything in it; does nothing where there is none. */
    static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(directory)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private static InputStream resource(String name) {
        InputStream resource = Binaries.class.getResourceAsStream(name);
        if (resource == null) {
            throw new EmbeddedException(
                    "no %s on the class path: the artifact for this platform (%s, %s) is not among the dependencies"
                            .formatted(name, System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        return resource;
    }

    private static String version(String key) {
        Properties versions = new Properties();
        try (InputStream file = Binaries.class.getResourceAsStream("versions.properties")) {
            versions.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions.getProperty(key);
    }

    /** Translates what a system property starts with, given as pairs; the artifacts spell platforms differently. */
    private static String choose(String property, String... pairs) {
        String value = System.getProperty(property).toLowerCase(Locale.ROOT);
        for (int i = 0; i < pairs.length; i += 2) {
            if (value.startsWith(pairs[i])) {
                return pairs[i + 1];
            }
        }
        throw new EmbeddedException("unsupported platform: " + property + " is " + value);
    }

    static Path userCache() {
        String given = System.getProperty(CACHE_PROPERTY);
        if (given != null) {
            return Path.of(given);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home"));
        Path base = xdg == null || xdg.isBlank() ? home.resolve(".cache") : Path.of(xdg);
        if (Files.isWritable(base) || (!Files.exists(base) && Files.isWritable(home))) {
            return base.resolve("integration-stack");
        }
        return privateTemporaryCache();
    }

    /** Programs will run from here: a directory that someone else made under this name is refused. */
    private static Path privateTemporaryCache() {
        String user = System.getProperty("user.name");
        Path directory = Path.of(System.getProperty("java.io.tmpdir"), "integration-stack-cache-" + user);
        try {
            if (!Files.isDirectory(directory)) {
                PrivateFiles.createDirectories(directory);
            }
            if (!Files.getOwner(directory).getName().equals(user)) {
                throw new EmbeddedException(
                        directory + " belongs to another user: remove it, or set -D" + CACHE_PROPERTY + "=DIRECTORY");
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Extraction {
        void into(Path directory) throws IOException;
    }
}
