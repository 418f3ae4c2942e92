package org.integrationstack.local.demo;

import java.io.PrintStream;
import java.util.function.Supplier;

/** Runs the steps and prints a line for each: its name, what it saw, how long it took. */
final class Steps {

    private final PrintStream out;

    Steps(PrintStream out) {
        this.out = out;
    }

    /** @param step says what it saw, or throws {@link UnexpectedException} */
    void run(String name, Supplier<String> step) {
        long begin = System.nanoTime();
        try {
            String seen = step.get();
            out.printf("  ok      %-24s %6d ms  %s%n", name, millisSince(begin), seen);
        } catch (UnexpectedException unexpected) {
            out.printf("  FAILED  %-24s %6d ms  %s%n", name, millisSince(begin), unexpected.getMessage());
            throw unexpected;
        }
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
