package org.integrationstack.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Starts child processes that never outlive this JVM, even when it is killed with SIGKILL.
 *
 * <p>One watchdog per JVM, a small shell script in a session of its own, holds the read end of a pipe whose write end
 * only this JVM has. However the JVM ends, the pipe ends with it; the watchdog then asks each child to stop, and kills
 * what is left after five seconds. A child waits for a word from this JVM before it turns into its program, and gets it
 * only after the watchdog knows of it, so there is no moment at which a child could be lost. A watchdog that dies is
 * replaced.
 *
 * <p>Safe for use by several threads. Needs a POSIX shell and {@code setsid} (util-linux or BusyBox).
 */
public final class ChildProcesses {
    private static final String WAIT_FOR_WORD = "read -r word || exit 1; exec setsid \"$@\" </dev/null";
    private static final Watchdog WATCHDOG = new Watchdog();

    private ChildProcesses() {}

    /**
     * Starts a process. Its session is its own, so a Ctrl-C in the terminal reaches this JVM only.
     *
     * @throws UncheckedIOException when the log cannot be written or no process can be made. A program that does not
     *     exist shows as an exit code of 127 and a line in the log
     */
    public static ChildProcess spawn(Command command) {
        try {
            Files.createDirectories(command.log().toAbsolutePath().getParent());
            long logStart = Files.exists(command.log()) ? Files.size(command.log()) : 0;
            Process process = waitingProcess(command);
            WATCHDOG.watch(process, command.stopSignal());
            try (OutputStream word = process.getOutputStream()) {
                word.write('\n');
            }
            return new ChildProcess(command, process, logStart);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.name(), e);
        }
    }

    /** Has a directory removed with everything in it once this JVM and its children are gone. */
    public static void removeAtEnd(Path directory) {
        WATCHDOG.remove(directory.toAbsolutePath());
    }

    private static Process waitingProcess(Command command) throws IOException {
        List<String> line = new ArrayList<>(List.of("sh", "-c", WAIT_FOR_WORD, command.name()));
        line.addAll(command.line());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(command.workingDirectory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(command.log().toFile()));
        builder.environment().putAll(command.environment());
        return builder.start();
    }

    private static final class Watchdog {
        private final Map<Long, Signal> children = new LinkedHashMap<>();
        private final Set<Path> directories = new LinkedHashSet<>();
        private Process process;

        synchronized void watch(Process child, Signal stopSignal) throws IOException {
            children.put(child.pid(), stopSignal);
            tell(watchLine(child.pid(), stopSignal));
            afterExit(child, ended -> forget(ended.pid()));
        }

        synchronized void remove(Path directory) {
            directories.add(directory);
            tell(removeLine(directory));
        }

        private synchronized void forget(long pid) {
            if (children.remove(pid) != null) {
                tell("forget " + pid);
            }
        }

        private void tell(String line) {
            try {
                if (process == null || !process.isAlive()) {
                    start();
                } else {
                    send(line);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the watchdog of child processes cannot be reached", e);
            }
        }

        private void send(String line) throws IOException {
            OutputStream pipe = process.getOutputStream();
            pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        }

        private void start() throws IOException {
            Process started = new ProcessBuilder("setsid", "sh", "-c", script(), "integration-stack-watchdog")
                    .directory(Path.of("/").toFile())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            process = started;
            for (Map.Entry<Long, Signal> child : children.entrySet()) {
                send(watchLine(child.getKey(), child.getValue()));
            }
            for (Path directory : directories) {
                send(removeLine(directory));
            }
            afterExit(started, this::replace);
        }

        private synchronized void replace(Process ended) {
            if (process != ended) {
                return;
            }
            try {
                start();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot replace the watchdog of child processes", e);
            }
        }

        // Nobody waits for the outcome: there is none.
        @SuppressWarnings("FutureReturnValueIgnored")
        private static void afterExit(Process process, Consumer<Process> action) {
            process.onExit().thenAccept(action);
        }

        private static String watchLine(long pid, Signal stopSignal) {
            return "watch " + pid + " " + stopSignal;
        }

        private static String removeLine(Path directory) {
            return "remove - " + directory;
        }

        private static String script() throws IOException {
            try (InputStream script = ChildProcesses.class.getResourceAsStream("watchdog.sh")) {
                return new String(script.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
