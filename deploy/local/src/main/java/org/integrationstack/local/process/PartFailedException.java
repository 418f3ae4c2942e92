package org.integrationstack.local.process;

import java.nio.file.Path;
import java.util.Optional;

/** A part did not become ready at the start of the stack. The message says which and why. */
public final class PartFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Optional<Path> log;

    PartFailedException(Part part, RuntimeException cause) {
        super(part.name() + " did not start: " + cause.getMessage(), cause);
        this.log = part.log();
    }

    /** Where the part may say more; empty when the message quotes it already. */
    public Optional<Path> log() {
        return log;
    }
}
