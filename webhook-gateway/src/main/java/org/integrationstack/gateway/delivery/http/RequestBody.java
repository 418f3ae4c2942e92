package org.integrationstack.gateway.delivery.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import org.integrationstack.gateway.delivery.InFlight.Share;
import org.integrationstack.gateway.delivery.Refusal;

/**
 * The body of one request, read within its limits or thrown away. Memory grows with what arrives, never with what is
 * announced, and is one buffer. Everything runs on the request's event loop.
 */
final class RequestBody {

    /** How much of a refused body is read and thrown away, so that its sender sees the answer before the end. */
    private static final int PATIENCE = 1024 * 1024;

    /** Set aside at once where a body of unknown length begins to arrive. */
    private static final int FIRST_BUFFER = 8 * 1024;

    private final HttpServerRequest request;
    private final Vertx vertx;
    private final Duration timeout;

    RequestBody(HttpServerRequest request, Vertx vertx, Duration timeout) {
        this.request = request;
        this.vertx = vertx;
        this.timeout = timeout;
    }

    /** A whole body, and the memory that it holds until the share is closed. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once
    record Received(byte[] bytes, Share share) {}

    /**
     * Fails with {@link RefusedException} as soon as it is larger than the limit, than its share of memory can grow, takes
     * too long or has to give way to others. After a failure no memory is held.
     *
     * @param memory opens a share, given what to do when it has to give way
     */
    Uni<Received> read(int limit, Function<Runnable, Optional<Share>> memory) {
        long announced = announced();
        if (announced > limit) {
            return Uni.createFrom().failure(new RefusedException(Refusal.TOO_LARGE));
        }
        return Uni.createFrom()
                .emitter(emitter -> new Reading(emitter, announced < 0 ? limit : (int) announced).start(memory));
    }

    /** Reads on without keeping anything; ends the connection of who sends too much or too slowly. */
    void discard() {
        if (request.isEnded()) {
            return;
        }
        long timer =
                vertx.setTimer(timeout.toMillis(), fired -> request.connection().close());
        int[] seen = {0};
        request.handler(chunk -> {
            seen[0] += chunk.length();
            if (seen[0] > PATIENCE) {
                request.connection().close();
            }
        });
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.exceptionHandler(failure -> vertx.cancelTimer(timer));
        request.resume();
    }

    /** Source: RFC 9110, section 8.6; what is no number, or two of them, has been refused before. */
    private long announced() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }

    /** A body on its way. */
    private final class Reading {
        private final UniEmitter<? super Received> result;
        private final int most;
        private final Context loop = vertx.getOrCreateContext();
        private Share share;
        private long timer;
        private byte[] buffer = {};
        private int length;
        private boolean over;

        /** @param most how long it can become, in bytes */
        Reading(UniEmitter<? super Received> result, int most) {
            this.result = result;
            this.most = most;
        }

        void start(Function<Runnable, Optional<Share>> memory) {
            Optional<Share> opened = memory.apply(() -> loop.runOnContext(ignored -> refuse(Refusal.OVERLOADED)));
            if (opened.isEmpty()) {
                result.fail(new RefusedException(Refusal.OVERLOADED));
                return;
            }
            share = opened.get();
            timer = vertx.setTimer(timeout.toMillis(), fired -> refuse(Refusal.SLOW));
            request.handler(this::take);
            request.endHandler(end -> complete());
            request.exceptionHandler(this::fail);
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.resume();
        }

        private void take(Buffer chunk) {
            if (over) {
                return;
            }
            int next = length + chunk.length();
            if (next > most) {
                refuse(Refusal.TOO_LARGE);
            } else if (!hasRoomFor(next)) {
                refuse(Refusal.OVERLOADED);
            } else {
                chunk.getBytes(buffer, length);
                length = next;
            }
        }

        private boolean hasRoomFor(int bytes) {
            if (bytes <= buffer.length) {
                return true;
            }
            int capacity = Math.min(Math.max(bytes, Math.max(2 * buffer.length, FIRST_BUFFER)), most);
            if (!share.take(capacity - buffer.length)) {
                return false;
            }
            buffer = Arrays.copyOf(buffer, capacity);
            return true;
        }

        private void complete() {
            if (end()) {
                share.complete();
                result.complete(new Received(length == buffer.length ? buffer : Arrays.copyOf(buffer, length), share));
            }
        }

        private void refuse(Refusal reason) {
            fail(new RefusedException(reason));
        }

        private void fail(Throwable failure) {
            if (end()) {
                share.close();
                buffer = new byte[0];
                result.fail(failure);
            }
        }

        /** Whether this is the end; the first one counts. */
        private boolean end() {
            boolean first = !over;
            over = true;
            vertx.cancelTimer(timer);
            return first;
        }
    }
}
