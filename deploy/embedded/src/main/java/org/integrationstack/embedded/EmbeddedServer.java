package org.integrationstack.embedded;

import java.util.concurrent.CompletableFuture;

/**
 * A running server process on 127.0.0.1. It ends with this JVM at the latest; its data stays in its directory, and
 * starting again with the same options continues with it.
 */
public sealed interface EmbeddedServer extends AutoCloseable permits Postgres, Kafka, Redis {
    /** The process, to watch its exit, freeze it or read its log. */
    ChildProcess process();

    int port();

    default long pid() {
        return process().pid();
    }

    /** Completes with the exit code when the process ends, for whatever reason. */
    default CompletableFuture<Integer> onExit() {
        return process().onExit();
    }

    /** Stops the server in good order and returns when it is gone. */
    @Override
    void close();
}
