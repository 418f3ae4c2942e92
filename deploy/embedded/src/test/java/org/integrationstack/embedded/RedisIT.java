package org.integrationstack.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RedisIT {
    private static final String PASSWORD = "redis-password";

    @TempDir
    Path directory;

    private Redis redis;

    @BeforeEach
    void start() {
        redis = Redis.start(options(0, RedisOptions.Use.STATE));
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void letsNobodyInWithoutThePassword() throws Exception {
        assertThat(RedisClient.ask("redis://:another-password@127.0.0.1:" + redis.port(), "GET permit"))
                .startsWith("-WRONGPASS");
        assertThat(RedisClient.ask("redis://:@127.0.0.1:" + redis.port(), "GET permit"))
                .startsWith("-");
    }

    @Test
    void keepsStateWhenItIsKilled() throws Exception {
        ask("SET permit 7");
        int port = redis.port();
        redis.process().signal(Signal.KILL);
        redis.onExit().join();

        redis = Redis.start(options(port, RedisOptions.Use.STATE));

        assertThat(ask("STRLEN permit")).isEqualTo(":1");
    }

    @Test
    void refusesWritesOfStateWhenMemoryIsFull() throws Exception {
        ask("CONFIG SET maxmemory 1");

        assertThat(ask("SET permit 7")).startsWith("-OOM");
    }

    @Test
    void makesRoomInACacheWhenMemoryIsFull() throws Exception {
        redis.close();
        redis = Redis.start(options(0, RedisOptions.Use.CACHE));
        ask("SET old 1");
        // Room for nothing more than the server itself needs: the old entry has to go.
        ask("CONFIG SET maxmemory 1");

        assertThat(ask("EXISTS old")).isEqualTo(":0");
    }

    @Test
    void forgetsEveryKeyWhenFlushed() throws Exception {
        ask("SET permit 7");

        redis.flush();

        assertThat(ask("STRLEN permit")).isEqualTo(":0");
    }

    @Test
    void answersAgainAfterItWasFrozen() throws Exception {
        redis.process().signal(Signal.STOP);
        assertThatThrownBy(redis::flush).hasMessageContaining("cannot be reached");

        redis.process().signal(Signal.CONT);

        assertThat(ask("PING")).isEqualTo("+PONG");
    }

    @Test
    void stopsEvenWhileItIsFrozen() {
        redis.process().signal(Signal.STOP);

        redis.close();

        assertThat(redis.process().isAlive()).isFalse();
        assertThat(redis.onExit()).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(0);
    }

    @Test
    void namesThePortThatIsTaken() {
        assertThatThrownBy(() -> Redis.start(options(redis.port(), RedisOptions.Use.CACHE)))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("Redis cannot listen on 127.0.0.1:" + redis.port())
                .hasMessageContaining("process " + redis.pid());
    }

    @Test
    void keepsThePasswordInAFileOfItsOwnUserOnly() throws Exception {
        String line = Files.readString(Path.of("/proc/" + redis.pid() + "/cmdline"));

        assertThat(line).contains("redis-server").doesNotContain(PASSWORD);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("redis.conf"))))
                .isEqualTo("rw-------");
        assertThat(redis.url()).isEqualTo("redis://:" + PASSWORD + "@127.0.0.1:" + redis.port());
    }

    private String ask(String command) throws IOException {
        return RedisClient.ask(redis.url(), command);
    }

    private RedisOptions options(int port, RedisOptions.Use use) {
        return new RedisOptions("Redis", directory, port, PASSWORD, use);
    }
}
