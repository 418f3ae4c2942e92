package org.integrationstack.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.integrationstack.embedded.Signal;
import org.integrationstack.local.configuration.PortBlock;

/** One more process of a service beside the stack's own: in the same surroundings, on ports of its own. */
final class Replica implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final String url;

    private Replica(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts one more connections-service, and returns when it is ready.
     *
     * @param sandbox where providers are for it, in place of the stack's sandbox
     */
    static Replica ofConnections(RunningStack stack, String sandbox) {
        Map<String, String> environment = environment(stack, "PID_CONNECTIONS");
        environment.replaceAll((name, value) -> name.startsWith("INTEGRATION_HTTP_")
                ? value.replace(authority(stack.env("SANDBOX_URL")), authority(sandbox))
                : value);
        // A call ends and a lease runs out sooner than by default: the test waits for both.
        environment.put("INTEGRATION_GRANT_TIMEOUT", "PT3S");
        environment.put("INTEGRATION_REFRESH_LEASE", "PT5S");
        return start(stack, "PID_CONNECTIONS", environment);
    }

    /**
     * Starts one more of a service, and returns when it is ready.
     *
     * @param pid the key of {@code stack.env} that tells the stack's own process
     */
    static Replica start(RunningStack stack, String pid, Map<String, String> environment) {
        int base = PortBlock.free().base();
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(base));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(base + 1));
        Replica replica = new Replica(spawn(stack, pid, environment), "http://127.0.0.1:" + base);
        Await.until(START, "the replica is ready", () -> replica.isReady(base + 1));
        return replica;
    }

    /** What a process of the stack was started with. */
    static Map<String, String> environment(RunningStack stack, String pid) {
        try {
            Map<String, String> environment = new HashMap<>();
            for (String entry : Files.readString(Path.of("/proc", stack.env(pid), "environ"))
                    .split("\0", -1)) {
                int equals = entry.indexOf('=');
                if (equals > 0) {
                    environment.put(entry.substring(0, equals), entry.substring(equals + 1));
                }
            }
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void send(Signal signal) {
        signal.send(process.pid());
    }

    @Override
    public void close() {
        kill();
    }

    private boolean isReady(int management) {
        if (!process.isAlive()) {
            throw new AssertionError("the replica ended with " + process.exitValue());
        }
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
                                            .timeout(START)
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Process spawn(RunningStack stack, String pid, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(commandLine(stack.env(pid)))
                    .directory(Files.readSymbolicLink(Path.of("/proc", stack.env(pid), "cwd"))
                            .toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            stack.logs().resolve("replica.log").toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> commandLine(String pid) throws IOException {
        return List.of(Files.readString(Path.of("/proc", pid, "cmdline")).split("\0"));
    }

    private static String authority(String url) {
        return URI.create(url).getAuthority();
    }
}
