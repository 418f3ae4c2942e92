package org.integrationstack.embedded;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that {@link ChildProcesses} started. Safe for use by several threads. */
public final class ChildProcess {
    private static final int QUOTED_OUTPUT = 4000;

    private final Command command;
    private final Process process;
    private final long logStart;

    ChildProcess(Command command, Process process, long logStart) {
        this.command = command;
        this.process = process;
        this.logStart = logStart;
    }

    public String name() {
        return command.name();
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return command.log();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code when the process ends, for whatever reason. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    public void signal(Signal signal) {
        if (process.isAlive()) {
            signal.send(process.pid());
        }
    }

    /** Sends a signal to the process, and then to all that it has started: what a server has forked is part of it. */
    public void signalAll(Signal signal) {
        signal(signal);
        process.descendants().forEach(child -> signal.send(child.pid()));
    }

    /** Asks the process to end in good order, and ends it without notice when the grace period is over. Returns when it is gone. */
    public void stop(Duration grace) {
        signal(command.stopSignal());
        // A frozen process does not see the request until it is woken.
        signalAll(Signal.CONT);
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The end of what the process has written to its log since it started. */
    String output() {
        try (SeekableByteChannel file = Files.newByteChannel(command.log())) {
            long start = Math.max(logStart, file.size() - QUOTED_OUTPUT);
            return new String(Channels.newInputStream(file.position(start)).readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }
}
