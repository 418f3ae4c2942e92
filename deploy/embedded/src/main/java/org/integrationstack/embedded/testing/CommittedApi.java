package org.integrationstack.embedded.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The description of a service's API that is committed in its module, as {@code openapi.yaml}: what callers rely on. A
 * change of the API shows there, in review, or the build fails.
 */
public final class CommittedApi {
    private static final Path COMMITTED = Path.of("openapi.yaml");
    /** The identity provider of the tests, which is on another port each time. */
    private static final Pattern LOCAL = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");

    private static final Path SERVED = Path.of("target", "openapi.yaml");

    private CommittedApi() {}

    /**
     * Fails when a service describes its API otherwise than the file in the module under test does, and says how to
     * bring it up to date.
     *
     * @param served what the service answers at {@code /q/openapi}
     */
    public static void assertSame(String served) {
        List<String> now = LOCAL.matcher(served.strip())
                .replaceAll("https://issuer.example")
                .lines()
                .toList();
        List<String> committed = committed();
        if (!now.equals(committed)) {
            write(now);
            throw new AssertionError(explanation(now, committed));
        }
    }

    private static String explanation(List<String> now, List<String> committed) {
        String module = Path.of("").toAbsolutePath().getFileName().toString();
        int line = IntStream.range(0, Math.min(now.size(), committed.size()))
                .filter(n -> !now.get(n).equals(committed.get(n)))
                .findFirst()
                .orElse(Math.min(now.size(), committed.size()));
        return """
                The API is not as %1$s/openapi.yaml says, first in line %2$d:
                  committed: %3$s
                  now:       %4$s
                If the change is meant, and breaks no caller, take it over and commit it:
                  cp %1$s/target/openapi.yaml %1$s/openapi.yaml""".formatted(module, line + 1, at(committed, line), at(now, line));
    }

    private static String at(List<String> lines, int line) {
        return line < lines.size() ? lines.get(line).strip() : "(nothing)";
    }

    private static List<String> committed() {
        try {
            return Files.exists(COMMITTED)
                    ? Files.readString(COMMITTED).strip().lines().toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(List<String> now) {
        try {
            Files.createDirectories(SERVED.getParent());
            Files.writeString(SERVED, String.join("\n", now) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
