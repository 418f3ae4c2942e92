package org.integrationstack.embedded;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BinariesTest {
    private final String architecture = System.getProperty("os.arch");

    @TempDir
    Path cache;

    @AfterEach
    void comeHome() {
        System.setProperty("os.arch", architecture);
    }

    @Test
    void choosesTheProgramOfThePlatform() {
        System.setProperty("os.arch", "aarch64");

        Path program = new Binaries(cache).redis();

        assertThat(program).isExecutable().hasParent(cache.resolve("redis-server-7.0.15-linux-arm64"));
    }

    @Test
    void namesTheArtifactThatThePlatformLacks() {
        System.setProperty("os.arch", "aarch64");

        assertThatThrownBy(() -> new Binaries(cache).postgres())
                .hasMessageContaining("postgres-linux-arm_64.txz")
                .hasMessageContaining("among the dependencies");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void saysThatAPlatformIsUnknown() {
        System.setProperty("os.arch", "s390x");

        assertThatThrownBy(() -> new Binaries(cache).redis()).hasMessageContaining("os.arch is s390x");
    }
}
