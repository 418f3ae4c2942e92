package org.integrationstack.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LogFileTest {

    @TempDir
    private Path directory;

    @Test
    void findsWhatMatchesOnce() throws IOException {
        Path log = Files.writeString(directory.resolve("a.log"), """
                10:00:00 INFO  [a] started
                10:00:01 ERROR [a] left out: acme.yaml:3
                10:00:02 ERROR [b] left out: acme.yaml:3
                10:00:02 ERROR [b] left out: other.yaml:1
                """);

        assertThat(LogFile.matches(log, Pattern.compile("left out: .*")))
                .containsExactly("left out: acme.yaml:3", "left out: other.yaml:1");
    }

    @Test
    void findsNothingInAFileThatIsNotThere() {
        Path log = directory.resolve("none.log");

        assertThat(LogFile.matches(log, Pattern.compile(".*"))).isEmpty();
        assertThat(LogFile.tail(log, 3)).isEmpty();
    }

    @Test
    void showsTheLastLines() throws IOException {
        Path log = Files.writeString(directory.resolve("a.log"), "one\ntwo\nthree\n");

        assertThat(LogFile.tail(log, 2)).containsExactly("two", "three");
    }

    @Test
    void putsTheLogOfTheLastRunAside() throws IOException {
        Path log = Files.writeString(directory.resolve("a.log"), "new");
        Files.writeString(directory.resolve("a.log.previous"), "old");

        LogFile.turn(log);

        assertThat(log).doesNotExist();
        assertThat(directory.resolve("a.log.previous")).hasContent("new");
    }
}
