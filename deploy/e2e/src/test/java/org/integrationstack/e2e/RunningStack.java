package org.integrationstack.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.integrationstack.local.configuration.PortBlock;
import org.integrationstack.local.configuration.PrivateFile;

/**
 * A whole stack in processes of its own, started the way {@code deploy/up} does, on free ports and in a directory of its
 * own. Every process of it is found by a mark in its environment, whatever became of its parents.
 */
final class RunningStack implements AutoCloseable {
    private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(2);

    private final String mark = "INTEGRATION_STACK_MEMBER=" + UUID.randomUUID();
    private final Path run;
    private final Process launcher;

    private RunningStack(Path run, Map<String, String> settings) {
        this.run = run;
        this.launcher = launch(settings);
    }

    /** Starts a stack and returns when all of it is ready. */
    static RunningStack start(String name) {
        return start(name, Map.of());
    }

    /** The same, with settings for all of its processes. */
    static RunningStack start(String name, Map<String, String> settings) {
        RunningStack stack = new RunningStack(Path.of("target", "stack-" + name).toAbsolutePath(), settings);
        Await.until(START, "the stack is ready; its launcher says: " + stack.launcherLog(), () -> {
            if (!stack.launcher.isAlive()) {
                throw new AssertionError("the launcher ended: " + Files.readString(stack.launcherLog()));
            }
            return Files.exists(stack.stackEnv());
        });
        return stack;
    }

    /** What {@code stack.env} says now. */
    String env(String key) {
        String value = PrivateFile.read(stackEnv()).get(key);
        if (value == null) {
            throw new AssertionError("stack.env has no " + key);
        }
        return value;
    }

    Path stackEnv() {
        return run.resolve("stack.env");
    }

    Path logs() {
        return run.resolve("logs");
    }

    /** Ends one process at once, as {@code kill -9} does. */
    void kill(String pidKey) {
        long pid = Long.parseLong(env(pidKey));
        if (!ProcessHandle.of(pid).orElseThrow().destroyForcibly()) {
            throw new AssertionError("could not kill " + pidKey);
        }
    }

    void killLauncher() {
        launcher.destroyForcibly();
    }

    /** The command lines of all processes of this stack that live. */
    List<String> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(this::isMember)
                    .map(process -> process.getFileName() + " "
                            + text(process.resolve("cmdline")).replace('\0', ' '))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isMember(Path process) {
        return Arrays.asList(text(process.resolve("environ")).split("\0", -1)).contains(mark);
    }

    /** Empty for a process that is gone or another user's. */
    private static String text(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private Path launcherLog() {
        return run.resolve("launcher.log");
    }

    private Process launch(Map<String, String> settings) {
        int base = PortBlock.free().base();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.integrationstack.local.Launcher"));
        command.addAll(List.of("--project", PROJECT.toString(), "--run", run.toString()));
        command.addAll(List.of("--port-base", Integer.toString(base), "--fresh"));
        try {
            Files.createDirectories(run);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(launcherLog().toFile());
            String[] member = mark.split("=", 2);
            builder.environment().putAll(Map.of(member[0], member[1]));
            builder.environment().putAll(settings);
            Files.deleteIfExists(stackEnv());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        launcher.destroy();
        try {
            if (!launcher.waitFor(30, TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
