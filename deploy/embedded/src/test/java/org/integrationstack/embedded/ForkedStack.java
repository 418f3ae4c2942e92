package org.integrationstack.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM that runs {@link StackProgram}. */
final class ForkedStack implements AutoCloseable {
    private final Process process;
    private final Path output;

    private ForkedStack(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ForkedStack asThisUser(Path directory, Path cache, String pieces) {
        return fork(List.of(), System.getProperty("java.class.path"), directory, cache, pieces);
    }

    /** As the user nobody, who may read only what everybody may: the class path is copied to where that is so. */
    static ForkedStack asNobody(Path directory, Path cache, String pieces) throws IOException {
        Path classPath = Files.createDirectory(directory.resolve("class-path"));
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            copies.add(copy(Path.of(entry), classPath.resolve(Integer.toString(copies.size())))
                    .toString());
        }
        List<String> user = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        return fork(user, String.join(File.pathSeparator, copies), directory, cache, pieces);
    }

    private static ForkedStack fork(List<String> user, String classPath, Path directory, Path cache, String pieces) {
        List<String> line = new ArrayList<>(user);
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-D" + Binaries.CACHE_PROPERTY + "=" + cache,
                "-cp",
                classPath,
                StackProgram.class.getName(),
                directory.toString(),
                pieces));
        Path output = directory.resolve("output");
        try {
            return new ForkedStack(
                    new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError("the stack ended: " + said());
        }
        return said().contains("READY");
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All processes that would be orphans if this one were killed, the watchdog among them. */
    List<ProcessHandle> descendants() {
        return process.descendants().collect(Collectors.toList());
    }

    Optional<ProcessHandle> watchdog() {
        return process.children()
                .filter(child -> child.info().commandLine().orElse("").contains("integration-stack-watchdog"))
                .findFirst();
    }

    /** Whether a process has not ended; one that ended but whose exit code nobody has asked for yet counts as gone. */
    static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return process.isAlive() && !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }

    private static Path copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(from)) {
            files = tree.toList();
        }
        for (Path file : files) {
            // Parents come before their children, and directories with the mode of any new one.
            Path target = file.equals(from) ? to : to.resolve(from.relativize(file));
            if (Files.isDirectory(file)) {
                Files.createDirectory(target);
            } else {
                Files.copy(file, target);
            }
        }
        return to;
    }
}
