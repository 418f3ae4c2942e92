package org.integrationstack.common.problem;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class OutageTest {
    @ParameterizedTest
    @MethodSource
    void whatComesBackByItselfIsAnOutage(Throwable failure) {
        assertThat(Outage.caused(new CompletionException(failure))).isTrue();
    }

    static Stream<Throwable> whatComesBackByItselfIsAnOutage() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new UnknownHostException("postgres"),
                new ClosedChannelException(),
                new TimeoutException(),
                new io.smallrye.mutiny.TimeoutException(),
                new org.apache.kafka.common.errors.TimeoutException("Topic not present in metadata"),
                new PgException("terminating connection due to administrator command", "FATAL", "57P01", null),
                new PgException("the database system is starting up", "FATAL", "57P03", null),
                new PgException("sorry, too many clients already", "FATAL", "53300", null));
    }

    @ParameterizedTest
    @MethodSource
    void aMistakeOfOursIsNone(Throwable failure) {
        assertThat(Outage.caused(new CompletionException(failure))).isFalse();
    }

    static Stream<Throwable> aMistakeOfOursIsNone() {
        return Stream.of(
                new IllegalStateException("a bug"),
                new VertxException("something"),
                new RecordTooLargeException("too large"),
                new PgException("duplicate key value violates unique constraint", "ERROR", "23505", null),
                new PgException("relation does not exist", "ERROR", "42P01", null));
    }
}
