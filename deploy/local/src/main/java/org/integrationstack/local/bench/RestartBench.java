package org.integrationstack.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.integrationstack.embedded.Signal;
import org.integrationstack.local.configuration.PrivateFile;

/**
 * How much memory the processes of a stack take, and how long the stack needs to be whole again after each of them is
 * killed while idle.
 */
public final class RestartBench {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final List<String> SERVICES = List.of("CONNECTIONS", "GATEWAY", "WORKER", "PROXY");
    private static final List<String> REST =
            List.of("POSTGRES", "KAFKA", "REDIS", "REDIS_CACHE", "IDENTITY", "SANDBOX");

    private final Path stackEnv;

    private RestartBench(Path stackEnv) {
        this.stackEnv = stackEnv;
    }

    /** @param arguments the path of {@code stack.env} */
    public static void main(String[] arguments) throws InterruptedException {
        RestartBench bench = new RestartBench(Path.of(arguments[0]));
        bench.printMemory();
        bench.printRestarts();
    }

    private void printMemory() {
        ProcessHandle launcher = ProcessHandle.of(pid("LAUNCHER")).orElseThrow();
        Stream.concat(Stream.of("LAUNCHER"), Stream.concat(SERVICES.stream(), REST.stream()))
                .forEach(key -> System.out.printf("  %-14s %5d MiB%n", key, residentMebibytes(pid(key))));
        long all = Stream.concat(Stream.of(launcher), launcher.descendants())
                .mapToLong(process -> residentMebibytes(process.pid()))
                .sum();
        System.out.printf("  %-14s %5d MiB, with PostgreSQL's own processes%n", "together", all);
    }

    private void printRestarts() throws InterruptedException {
        System.out.printf("%n  %-14s %14s %14s %14s%n", "kill -9", "ready alone", "of that CPU", "whole again");
        for (String key : Stream.concat(SERVICES.stream(), REST.stream()).toList()) {
            printRestart(key);
        }
    }

    private void printRestart(String key) throws InterruptedException {
        long killed = pid(key);
        Instant begin = Instant.now();
        Signal.KILL.send(killed);
        while (pid(key) == killed) {
            pause(begin);
        }
        Instant ready = Instant.now();
        ProcessHandle.Info successor = ProcessHandle.of(pid(key)).orElseThrow().info();
        Duration cpu = successor.totalCpuDuration().orElseThrow();
        while (!isWhole()) {
            pause(begin);
        }
        System.out.printf(
                "  %-14s %12.1f s %12.1f s %12.1f s%n",
                key,
                seconds(Duration.between(successor.startInstant().orElseThrow(), ready)),
                seconds(cpu),
                seconds(Duration.between(begin, Instant.now())));
    }

    private boolean isWhole() {
        Map<String, String> stack = PrivateFile.read(stackEnv);
        return SERVICES.stream().allMatch(key -> isReady(stack.get(key + "_MANAGEMENT_URL") + "/q/health/ready"));
    }

    private static boolean isReady(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private long pid(String key) {
        return Long.parseLong(PrivateFile.read(stackEnv).get("PID_" + key));
    }

    /** The memory that a process takes. Source: proc_pid_status(5), VmRSS in kB. */
    static long residentMebibytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .sum();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void pause(Instant begin) throws InterruptedException {
        if (Duration.between(begin, Instant.now()).compareTo(PATIENCE) > 0) {
            throw new IllegalStateException("the stack is not whole again after " + PATIENCE.toSeconds() + " s");
        }
        Thread.sleep(BETWEEN_LOOKS.toMillis());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
