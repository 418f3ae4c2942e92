package org.integrationstack.local.demo;

import java.nio.file.Path;
import java.util.Map;

import org.integrationstack.local.configuration.PrivateFile;

/** The command behind {@code deploy/demo}: walks the journey against the stack that a {@code stack.env} describes. */
public final class Demo {

    private Demo() {}

    /** @param arguments the path of {@code stack.env} */
    public static void main(String[] arguments) {
        Map<String, String> stack = PrivateFile.read(Path.of(arguments[0]));
        if (!stack.containsKey("SANDBOX_URL") || !stack.containsKey("CONNECTIONS_URL")) {
            System.err.println("The journey needs the services and the sandbox: start them with deploy/up.");
            System.exit(2);
        }
        long begin = System.nanoTime();
        try {
            new Journey(stack, new Steps(System.out)).walk();
            System.out.printf("%nThe whole journey took %.1f s.%n", (System.nanoTime() - begin) / 1e9);
        } catch (UnexpectedException told) {
            System.exit(1);
        }
    }
}
