package org.integrationstack.sandbox.frame;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * One request to a provider, on its way to an answer or a fault.
 *
 * @param entry its line in the request log
 */
record Exchange(Vertx vertx, HttpServerRequest request, Provider provider, Call call, RequestLog.Entry entry) {
    private static final Logger LOG = System.getLogger(Exchange.class.getName());
    private static final int USUAL_FAILURE = 503;

    /** The provider's answer. */
    void succeed() {
        send(provided());
    }

    /** What {@code fault} makes of it. */
    void fail(Faults.Fault fault) {
        switch (fault.kind()) {
            case SLOW -> succeed();
            case RESET -> reset();
            case STATUS -> send(failure(fault));
            case RATE_LIMITED -> send(provider.rateLimited(call, fault.status(), fault.retryAfterSeconds()));
            case LOST_RESPONSE -> {
                entry.answered(provided().status());
                reset();
            }
            case REPLACED -> replace(fault);
            case TRUNCATED -> begin(provided(), rest -> request.connection().close());
            case STALLED ->
                begin(
                        provided(),
                        rest -> vertx.setTimer(
                                fault.delay().toMillis(),
                                timer -> request.response().end(rest)));
        }
    }

    private void replace(Faults.Fault fault) {
        if (fault.executed()) {
            provided();
        }
        Replacement replacement = fault.answer().orElseThrow();
        entry.answered(replacement.status());
        replacement.send(request.response());
    }

    /** Sends all but the second half of the body, which {@code then} is given. */
    private void begin(Answer answer, Consumer<Buffer> then) {
        entry.answered(answer.status());
        Buffer body = Buffer.buffer(answer.body());
        int half = body.length() / 2;
        HttpServerResponse response = head(request, answer);
        response.putHeader("Content-Length", Integer.toString(body.length()))
                .write(body.getBuffer(0, half))
                .onSuccess(written -> then.accept(body.getBuffer(half, body.length())));
    }

    private Answer provided() {
        try {
            return provider.answer(call);
        } catch (Problem problem) {
            return problem.answer();
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, provider.id() + " failed at " + call.method() + " " + call.path(), bug);
            return provider.failure(500);
        }
    }

    private Answer failure(Faults.Fault fault) {
        return provider.failure(fault.status().orElse(USUAL_FAILURE)).withRetryAfter(fault.retryAfterSeconds());
    }

    private void send(Answer answer) {
        entry.answered(answer.status());
        send(request, answer);
    }

    /** Sends {@code answer}, without its body to a HEAD. */
    static void send(HttpServerRequest request, Answer answer) {
        Buffer body = Buffer.buffer(answer.body());
        HttpServerResponse response = head(request, answer);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }

    private static HttpServerResponse head(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        return response;
    }

    /** A plain close is polite; with nothing to linger for, the socket resets its peer (RST). */
    private void reset() {
        ((ConnectionBase) request.connection()).channel().config().setOption(ChannelOption.SO_LINGER, 0);
        request.connection().close();
    }
}
