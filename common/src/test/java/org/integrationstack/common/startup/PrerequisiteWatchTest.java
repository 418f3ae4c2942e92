package org.integrationstack.common.startup;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PrerequisiteWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicBoolean there = new AtomicBoolean();
    private final AtomicBoolean wrong = new AtomicBoolean();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger exits = new AtomicInteger();
    private Supplier<Uni<Void>> check = () -> Uni.createFrom().voidItem();

    private final PrerequisiteWatch watch = new PrerequisiteWatch(
            new Prerequisite() {
                @Override
                public String name() {
                    return "Thing";
                }

                @Override
                public Uni<Void> establish() {
                    attempts.incrementAndGet();
                    if (wrong.get()) {
                        throw new StartRefusedException("the thing is wrong");
                    }
                    if (there.get()) {
                        return Uni.createFrom().voidItem();
                    }
                    throw new IllegalStateException(new ConnectException("connection refused"));
                }

                @Override
                public Uni<Void> check() {
                    return check.get();
                }
            },
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            exits::incrementAndGet);

    @AfterEach
    void stop() {
        watch.stop();
    }

    @Test
    void triesUntilItSucceedsAndThenNoMore() {
        watch.start();
        await().atMost(PATIENCE).until(() -> attempts.get() >= 3);
        assertThat(isUp()).isFalse();

        there.set(true);

        await().atMost(PATIENCE).until(this::isUp);
        int needed = attempts.get();
        assertThat(isUp()).isTrue();
        assertThat(attempts).hasValue(needed);
    }

    @Test
    void endsTheProcessWhereItMustNotBeUsedAsItIs() {
        watch.start();
        await().atMost(PATIENCE).until(() -> attempts.get() >= 2);

        wrong.set(true);

        await().atMost(PATIENCE).until(() -> exits.get() == 1);
        assertThat(isUp()).isFalse();
        assertThat(exits).hasValue(1);
    }

    @Test
    void isDownWhileItsCheckFailsAndUpAgainAfterwards() {
        establish();

        check = () -> Uni.createFrom().failure(new ConnectException("connection refused"));
        assertThat(isUp()).isFalse();
        check = () -> Uni.createFrom().voidItem();

        assertThat(isUp()).isTrue();
    }

    @Test
    void isDownWhenItsCheckDoesNotAnswer() {
        establish();

        check = () -> Uni.createFrom().nothing();

        assertThat(isUp()).isFalse();
    }

    @Test
    void isCheckedUnderItsName() {
        assertThat(response().getName()).isEqualTo("Thing");
    }

    private void establish() {
        there.set(true);
        watch.start();
        await().atMost(PATIENCE).until(this::isUp);
    }

    private boolean isUp() {
        return response().getStatus() == HealthCheckResponse.Status.UP;
    }

    private HealthCheckResponse response() {
        return watch.call().await().atMost(PATIENCE);
    }
}
