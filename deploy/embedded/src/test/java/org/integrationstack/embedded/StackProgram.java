package org.integrationstack.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A program of its own that runs a stack until it is killed. Arguments: a directory, and what to start. */
final class StackProgram {
    private StackProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        ChildProcesses.removeAtEnd(Files.createDirectories(directory.resolve("to be removed")));
        for (String piece : arguments[1].split(",", -1)) {
            start(piece, directory.resolve(piece));
        }
        System.out.println("READY");
        Thread.currentThread().join();
    }

    private static void start(String piece, Path directory) {
        String password = Passwords.random();
        switch (piece) {
            case "postgres" ->
                Postgres.start(new PostgresOptions(directory, 0, password, false))
                        .ensureService("worker", password);
            case "kafka" -> Kafka.start(new KafkaOptions(directory, 0, 0, Map.of(Kafka.ADMIN, password)));
            case "redis" -> Redis.start(new RedisOptions("Redis", directory, 0, password, RedisOptions.Use.STATE));
            default -> throw new IllegalArgumentException(piece);
        }
    }
}
