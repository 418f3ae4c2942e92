package org.integrationstack.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ChildProcessesIT {
    @TempDir
    Path directory;

    @Test
    void aSecretReachesAChildByItsEnvironmentOnly() throws Exception {
        ChildProcess child =
                ChildProcesses.spawn(command(Map.of("SECRET", "hush-hush"), "echo \"got $SECRET in $PWD\""));

        assertThat(child.onExit().get()).isZero();
        assertThat(Files.readString(child.log())).isEqualTo("got hush-hush in " + directory + "\n");
        assertThat(command(Map.of("SECRET", "hush-hush"), "true").toString()).doesNotContain("hush-hush");
    }

    @Test
    void aChildsExitCodeIsItsOwn() throws Exception {
        assertThat(ChildProcesses.spawn(command(Map.of(), "exit 7")).onExit().get())
                .isEqualTo(7);
    }

    @Test
    void aProgramThatIsMissingIsNamedInTheLog() throws Exception {
        ChildProcess child = ChildProcesses.spawn(new Command(
                "ghost", List.of("no-such-program"), Map.of(), directory, directory.resolve("log"), Signal.TERM));

        assertThat(child.onExit().get()).isEqualTo(127);
        assertThat(Files.readString(child.log())).contains("no-such-program");
    }

    @Test
    void aChildHasASessionOfItsOwn() throws Exception {
        ChildProcess child = ChildProcesses.spawn(command(Map.of(), "read -r pid rest < /proc/self/stat; echo $rest"));

        child.onExit().get();

        // Source: proc_pid_stat(5): after the name come state, parent, process group, session.
        String[] fields = Files.readString(child.log())
                .strip()
                .replaceFirst("^\\(.*\\) ", "")
                .split(" ", -1);
        assertThat(fields[3]).isEqualTo(Long.toString(child.pid()));
    }

    @Test
    void aStubbornChildIsEndedAfterTheGrace() throws Exception {
        ChildProcess child =
                ChildProcesses.spawn(command(Map.of(), "trap '' TERM; echo ready; while :; do sleep 1; done"));
        await().until(() -> Files.readString(child.log()).contains("ready"));

        child.stop(Duration.ofMillis(200));

        assertThat(child.isAlive()).isFalse();
        assertThat(child.onExit().get()).isEqualTo(128 + 9);
    }

    private Command command(Map<String, String> environment, String script) {
        return new Command(
                "script", List.of("sh", "-c", script), environment, directory, directory.resolve("log"), Signal.TERM);
    }
}
