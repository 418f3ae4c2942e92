package org.integrationstack.local;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LauncherOptionsTest {

    @Test
    void startsEverythingOnTheDefaultPortsAndKeepsTheDataByDefault() {
        LauncherOptions options = LauncherOptions.parse(List.of());

        assertThat(options.ports().base()).isEqualTo(8080);
        assertThat(options.services()).isTrue();
        assertThat(options.sandbox()).isTrue();
        assertThat(options.fresh()).isFalse();
        assertThat(options.providers()).isEmpty();
        assertThat(options.run()).isEqualTo(options.project().resolve("deploy/.run"));
    }

    @Test
    void readsEveryOption(@TempDir Path directory) {
        LauncherOptions options = LauncherOptions.parse(List.of(
                "--fresh",
                "--infra",
                "--no-sandbox",
                "--port-base",
                "20000",
                "--providers",
                directory.toString(),
                "--run",
                directory.resolve("run").toString(),
                "--project",
                directory.toString()));

        assertThat(options.fresh()).isTrue();
        assertThat(options.services()).isFalse();
        assertThat(options.sandbox()).isFalse();
        assertThat(options.ports().base()).isEqualTo(20000);
        assertThat(options.providers()).contains(directory);
        assertThat(options.run()).isEqualTo(directory.resolve("run"));
        assertThat(options.project()).isEqualTo(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "--fast, unknown option --fast",
        "--port-base, --port-base needs a value",
        "--port-base many, '--port-base needs a number, not many'",
        "--port-base 80, the port base is 80; it must be between 1024 and 65500",
        "--providers /does/not/exist, --providers: there is no directory /does/not/exist"
    })
    void saysWhatIsWrongWithTheCommandLine(String arguments, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LauncherOptions.parse(List.of(arguments.split(" "))))
                .withMessage(message);
    }
}
