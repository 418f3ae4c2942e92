package org.integrationstack.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whole stacks in JVMs of their own: what is left of them, and who can run them. */
class StackIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String EVERYTHING = "postgres,kafka,redis";

    @TempDir
    Path directory;

    private final List<ForkedStack> stacks = new ArrayList<>();

    @BeforeEach
    void letEveryUserIn() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void waitUntilNothingIsLeft() {
        stacks.forEach(ForkedStack::kill);
        await().atMost(LIMIT).until(() -> processesOf(directory).isEmpty());
    }

    @Test
    void nothingIsLeftOfAStackWhoseJvmIsKilled() throws Exception {
        ForkedStack stack = start("stack", Binaries.userCache(), EVERYTHING);
        await().atMost(LIMIT).until(stack::isReady);
        List<ProcessHandle> descendants = stack.descendants();

        stack.kill();

        assertThat(descendants).hasSizeGreaterThan(4);
        await().atMost(Duration.ofSeconds(10)).until(() -> descendants.stream().noneMatch(ForkedStack::runs));
        await().until(() -> Files.notExists(directory.resolve("stack/to be removed")));
    }

    @Test
    void nothingIsLeftOfAStackThatIsKilledWhileItStarts() throws Exception {
        ForkedStack stack = start("stack", Binaries.userCache(), EVERYTHING);
        await().atMost(LIMIT).until(() -> stack.descendants().size() > 1);

        stack.kill();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> processesOf(directory).isEmpty());
    }

    @Test
    void aWatchdogThatDiesIsReplaced() throws Exception {
        ForkedStack stack = start("stack", Binaries.userCache(), "redis");
        await().atMost(LIMIT).until(stack::isReady);
        ProcessHandle first = stack.watchdog().orElseThrow();
        first.destroyForcibly();
        await().until(() ->
                stack.watchdog().filter(second -> !second.equals(first)).isPresent());
        List<ProcessHandle> descendants = stack.descendants();

        stack.kill();

        assertThat(descendants).hasSize(2);
        await().atMost(Duration.ofSeconds(10)).until(() -> descendants.stream().noneMatch(ForkedStack::runs));
    }

    @Test
    void severalStacksStartAtOnceFromAnEmptyCache() throws Exception {
        Path cache = directory.resolve("cache");
        start("first", cache, EVERYTHING);
        start("second", cache, EVERYTHING);

        await().atMost(LIMIT).until(() -> stacks.stream().allMatch(ForkedStack::isReady));

        assertThat(namesIn(cache)).noneMatch(name -> name.startsWith(".")).hasSize(3);
    }

    @Test
    void anOrdinaryUserRunsAStack() throws Exception {
        Path own = Files.createDirectory(directory.resolve("ordinary"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path cache = own.resolve("cache");
        ForkedStack stack = isRoot()
                ? ForkedStack.asNobody(own, cache, EVERYTHING)
                : ForkedStack.asThisUser(own, cache, EVERYTHING);
        stacks.add(stack);

        await().atMost(LIMIT).until(stack::isReady);

        assertThat(stack.descendants())
                .extracting(process -> process.info().user().orElse(""))
                .doesNotContain("root");
    }

    private ForkedStack start(String name, Path cache, String pieces) throws Exception {
        ForkedStack stack = ForkedStack.asThisUser(Files.createDirectory(directory.resolve(name)), cache, pieces);
        stacks.add(stack);
        return stack;
    }

    private static boolean isRoot() throws Exception {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static List<String> namesIn(Path directory) throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static List<ProcessHandle> processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .toList();
    }
}
