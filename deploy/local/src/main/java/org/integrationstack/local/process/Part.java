package org.integrationstack.local.process;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

import org.integrationstack.embedded.ChildProcess;
import org.integrationstack.embedded.EmbeddedException;
import org.integrationstack.embedded.EmbeddedServer;

/** One process of the stack. */
public interface Part {

    /** What people call it. */
    String name();

    /** Its key in {@code stack.env}: the process id is at {@code PID_<key>}. */
    String key();

    /** Where a failed start is explained, if the failure itself does not say. */
    Optional<Path> log();

    /**
     * Starts the process and returns when it is ready.
     *
     * @throws EmbeddedException when it does not become ready, with the reason; then it runs no more
     */
    ChildProcess start();

    /** A server of the infrastructure, which knows itself when it is ready. */
    static Part server(String name, String key, Supplier<? extends EmbeddedServer> start) {
        return new Server(name, key, start);
    }

    /** @param starter runs the server and returns when it is ready */
    record Server(String name, String key, Supplier<? extends EmbeddedServer> starter) implements Part {

        @Override
        public Optional<Path> log() {
            return Optional.empty();
        }

        @Override
        public ChildProcess start() {
            return starter.get().process();
        }
    }
}
