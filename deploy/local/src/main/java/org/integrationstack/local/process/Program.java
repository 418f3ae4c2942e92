package org.integrationstack.local.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.integrationstack.embedded.ChildProcess;
import org.integrationstack.embedded.ChildProcesses;
import org.integrationstack.embedded.Command;
import org.integrationstack.embedded.EmbeddedException;

/**
 * A program that says over HTTP when it is ready.
 *
 * @param key its key in {@code stack.env}
 * @param command how it runs
 * @param ready an address that answers 200 when it is ready, and not before
 */
public record Program(String key, Command command, URI ready) implements Part {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    @Override
    public String name() {
        return command.name();
    }

    @Override
    public Optional<Path> log() {
        return Optional.of(command.log());
    }

    @Override
    public ChildProcess start() {
        ChildProcess process = ChildProcesses.spawn(command);
        try {
            awaitReady(process);
            return process;
        } catch (InterruptedException interrupted) {
            process.stop(Duration.ZERO);
            Thread.currentThread().interrupt();
            throw new EmbeddedException(name() + " was stopped while it started", interrupted);
        }
    }

    private void awaitReady(ChildProcess process) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new EmbeddedException("%s ended with exit code %d while starting"
                        .formatted(name(), process.onExit().join()));
            }
            if (System.nanoTime() > deadline) {
                process.stop(Duration.ZERO);
                throw new EmbeddedException("%s was not ready within %d s".formatted(name(), PATIENCE.toSeconds()));
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private boolean isReady() {
        try {
            HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) ANSWER_WITHIN.toMillis());
            connection.setReadTimeout((int) ANSWER_WITHIN.toMillis());
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }
}
