package org.integrationstack.embedded;

import java.nio.file.Path;

/**
 * How a PostgreSQL server runs.
 *
 * @param directory its data and log; made when missing
 * @param port on 127.0.0.1; 0 picks a free one
 * @param adminPassword of the super user {@value Postgres#ADMIN}; fixed when the directory is first used
 * @param durable whether a commit waits for the disk. Without it a commit survives the death of the server, not of the
 *     machine: right for tests
 */
public record PostgresOptions(Path directory, int port, String adminPassword, boolean durable) {

    public PostgresOptions {
        directory = directory.toAbsolutePath();
        Passwords.check(adminPassword);
    }

    @Override
    public String toString() {
        return "PostgresOptions[%s, port %d]".formatted(directory, port);
    }
}
