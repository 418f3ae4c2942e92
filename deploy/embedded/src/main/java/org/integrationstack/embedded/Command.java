package org.integrationstack.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a child process runs.
 *
 * @param name what people call it, in messages
 * @param line program and arguments. Every user of the machine can read them: a secret never belongs here
 * @param environment added to this JVM's own environment, the way for secrets
 * @param workingDirectory where it runs
 * @param log file to which its output is appended
 * @param stopSignal what asks it to end in good order
 */
public record Command(
        String name,
        List<String> line,
        Map<String, String> environment,
        Path workingDirectory,
        Path log,
        Signal stopSignal) {

    public Command {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
        if (line.isEmpty()) {
            throw new IllegalArgumentException(name + " has no program to run");
        }
    }

    /** Leaves the environment out: it carries secrets. */
    @Override
    public String toString() {
        return "Command[%s: %s]".formatted(name, String.join(" ", line));
    }
}
