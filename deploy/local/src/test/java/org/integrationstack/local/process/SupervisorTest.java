package org.integrationstack.local.process;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.integrationstack.embedded.ChildProcess;
import org.integrationstack.embedded.ChildProcesses;
import org.integrationstack.embedded.Command;
import org.integrationstack.embedded.EmbeddedException;
import org.integrationstack.embedded.Passwords;
import org.integrationstack.embedded.Ports;
import org.integrationstack.embedded.Redis;
import org.integrationstack.embedded.RedisOptions;
import org.integrationstack.embedded.Signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SupervisorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<String> news = new CopyOnWriteArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final Supervisor supervisor = new Supervisor(news::add, changes::incrementAndGet);
    private List<Part> parts = List.of();

    @AfterEach
    void stop() {
        supervisor.stopRestarting();
        supervisor.stop(parts);
        supervisor.close();
    }

    @Test
    void startsAServerAgainThatWasKilledOnTheSamePortAndSaysSo() {
        int port = Ports.free();
        start(redis(port));
        long killed = supervisor.pids().get("REDIS");

        Signal.KILL.send(killed);
        await(() -> changes.get() == 1);

        assertThat(supervisor.pids().get("REDIS")).isNotEqualTo(killed);
        assertThat(Ports.holder(port).map(ProcessHandle::pid))
                .contains(supervisor.pids().get("REDIS"));
        assertThat(news)
                .anyMatch(line -> line.contains("Redis (process " + killed + ") ended with exit code 137"))
                .anyMatch(line -> line.startsWith("Redis is back after"));
    }

    @Test
    void namesACrashLoopWithTheEndOfItsLog() {
        start(shell("flaky", "echo the disk is full; exit 3"));

        await(() -> news.stream().anyMatch(line -> line.contains("flaky has ended 5 times in a row")));

        assertThat(news)
                .filteredOn(line -> line.contains("5 times"))
                .singleElement()
                .asString()
                .contains("the disk is full");
    }

    @Test
    @Timeout(20)
    void failsAtOnceWithThePartThatDoesNotStartThoughOthersStillDo() {
        Command sleep = new Command(
                "slow", List.of("sleep", "600"), Map.of(), directory, directory.resolve("slow.log"), Signal.TERM);
        Part slow = new Program("SLOW", sleep, URI.create("http://127.0.0.1:" + Ports.free()));
        Part broken = new Part.Server("broken", "BROKEN", () -> {
            throw new EmbeddedException("no such program");
        });

        assertThatThrownBy(() -> supervisor.start(List.of(slow, broken)))
                .isInstanceOf(PartFailedException.class)
                .hasMessage("broken did not start: no such program");
    }

    @Test
    void startsNothingAgainOnceItStops() {
        start(shell("steady", "exec sleep 600"));
        long pid = supervisor.pids().get("STEADY");

        supervisor.stopRestarting();
        supervisor.stop(parts);

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(news).singleElement().asString().contains("steady", "ready");
        assertThat(changes).hasValue(0);
    }

    private void start(Part part) {
        parts = List.of(part);
        supervisor.start(parts);
    }

    private Part redis(int port) {
        RedisOptions options = new RedisOptions("Redis", directory, port, Passwords.random(), RedisOptions.Use.STATE);
        return Part.server("Redis", "REDIS", () -> Redis.start(options));
    }

    private Part shell(String name, String script) {
        return new ShellPart(name, script, directory);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** A part that counts as ready as soon as it runs. */
    private record ShellPart(String name, String script, Path directory) implements Part {

        @Override
        public String key() {
            return name.toUpperCase(Locale.ROOT);
        }

        @Override
        public Optional<Path> log() {
            return Optional.empty();
        }

        @Override
        public ChildProcess start() {
            return ChildProcesses.spawn(new Command(
                    name,
                    List.of("sh", "-c", script),
                    Map.of(),
                    directory,
                    directory.resolve(name + ".log"),
                    Signal.TERM));
        }
    }
}
