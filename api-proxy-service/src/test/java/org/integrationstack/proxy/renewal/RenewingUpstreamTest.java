package org.integrationstack.proxy.renewal;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.WriteStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Answer.Provided;
import org.integrationstack.proxy.call.Answer.Refused;
import org.integrationstack.proxy.call.Body;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.Upstream;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.connection.Credential;
import org.integrationstack.proxy.connection.Resolution;
import org.integrationstack.proxy.connection.TokenSlot;
import org.integrationstack.proxy.testing.BufferSink;
import org.integrationstack.proxy.testing.FakeConnections;
import org.integrationstack.proxy.testing.Fixtures;
import org.integrationstack.proxy.testing.RecordingUpstream;

import static org.assertj.core.api.Assertions.assertThat;

class RenewingUpstreamTest {
    private final Connection connection = Fixtures.connection("1");
    private final RecordingUpstream provider = new RecordingUpstream();

    @Test
    void sendsACallOnceMoreWithTheNewerCredential() {
        provider.will(Fixtures.answer(401, "expired")).will(Fixtures.ok("one"));
        FakeConnections connections = renewing(2);

        Answer answer = answer(connections, Fixtures.get(connection, "/a"));

        assertThat(BufferSink.text(((Provided) answer).body())).isEqualTo("one");
        assertThat(answer.report().attempts()).isEqualTo(2);
        assertThat(connections.refused()).extracting(Credential::version).containsExactly(1L);
        assertThat(provider.calls())
                .extracting(call -> call.credential().accessToken().reveal())
                .containsExactly("token", "new");
    }

    @Test
    void sendsItNotAThirdTime() {
        provider.will(Fixtures.answer(401, "")).will(Fixtures.answer(401, "still"));
        FakeConnections connections = renewing(2);

        Provided answer = (Provided) answer(connections, Fixtures.get(connection, "/a"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(BufferSink.text(answer.body())).isEqualTo("still");
        assertThat(connections.refused()).hasSize(1);
    }

    /** The provider honours the token, so it has another reason, and that is the caller's to read. */
    @Test
    void handsOnTheRefusalWhereTheCredentialIsStillGood() {
        provider.will(Fixtures.answer(401, "not for you"));

        Provided answer = (Provided) answer(renewing(1), Fixtures.get(connection, "/a"));

        assertThat(BufferSink.text(answer.body())).isEqualTo("not for you");
        assertThat(provider.calls()).hasSize(1);
    }

    @Test
    void sendsNoCallAgainWhoseBodyHasGone() {
        provider.will(Fixtures.answer(401, "expired"));
        FakeConnections connections = renewing(2);
        Call call = Fixtures.get(connection, "/a");
        Call withBody = new Call(
                connection,
                call.api(),
                call.credential(),
                HttpMethod.POST,
                call.target(),
                call.headers(),
                Body.of(Buffer.buffer("body")),
                call.cacheDirectives(),
                call.deadline());

        Provided answer = (Provided) answer(connections, withBody);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(provider.calls()).hasSize(1);
        assertThat(connections.refused()).as("the next call finds a new one").hasSize(1);
    }

    @Test
    void saysThatTheAccountMustBeConnectedAgain() {
        provider.will(Fixtures.answer(401, "revoked"));

        Answer answer =
                answer(new FakeConnections(new Resolution.NeedsReauthorization()), Fixtures.get(connection, "/a"));

        assertThat(((Refused) answer).type()).isEqualTo(ProblemType.NEEDS_REAUTHORIZATION);
        assertThat(answer.report().attempts()).isEqualTo(1);
    }

    @Test
    void handsOnTheRefusalWhereNobodyCanRenew() {
        provider.will(Fixtures.answer(401, "expired"));

        Provided answer =
                (Provided) answer(new FakeConnections(new Resolution.Unavailable()), Fixtures.get(connection, "/a"));

        assertThat(BufferSink.text(answer.body())).isEqualTo("expired");
    }

    /** Else its connection to the provider stays taken. */
    @Test
    void givesTheRefusalUpWhenNobodyWaitsForTheRenewal() {
        Passing refused = new Passing(new AtomicBoolean());
        provider.will(Fixtures.answer(401, "").withBody(refused));
        Upstream renewing =
                new RenewingUpstream(new FakeConnections(Uni.createFrom().nothing()), provider, Duration.ofSeconds(1));

        renewing.answer(Fixtures.get(connection, "/a"))
                .subscribe()
                .with(answer -> {})
                .cancel();

        assertThat(refused.isGivenUp()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 304, 403, 404, 429, 500})
    void leavesOtherAnswersAlone(int status) {
        provider.will(Fixtures.answer(status, ""));
        FakeConnections connections = renewing(2);

        assertThat(((Provided) answer(connections, Fixtures.get(connection, "/a"))).status())
                .isEqualTo(status);
        assertThat(connections.refused()).isEmpty();
    }

    /** A body on its way from the provider. */
    private record Passing(AtomicBoolean isGivenUp) implements Body {
        @Override
        public Future<Void> pipeTo(WriteStream<Buffer> receiver) {
            return Future.failedFuture("nobody asked for it");
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.empty();
        }

        @Override
        public void discard() {
            isGivenUp.set(true);
        }
    }

    private FakeConnections renewing(long version) {
        return new FakeConnections(
                new Resolution.Usable(connection, new Credential(Secret.of("new"), TokenSlot.MAIN, version, Map.of())));
    }

    private Answer answer(FakeConnections connections, Call call) {
        return new RenewingUpstream(connections, provider, Duration.ofSeconds(1))
                .answer(call)
                .await()
                .indefinitely();
    }
}
