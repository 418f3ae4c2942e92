package org.integrationstack.gateway.delivery.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import org.integrationstack.gateway.delivery.InFlight;
import org.integrationstack.gateway.delivery.Refusal;

/**
 * The body of one request, read within its limits or thrown away. Memory grows with what arrives, never with what is
 * announced. Everything runs on the request's event loop.
 */
final class RequestBody {

    /** How much of a refused body is read and thrown away, so that its sender sees the answer before the end. */
    private static final int PATIENCE = 1024 * 1024;

    private final HttpServerRequest request;
    private final Vertx vertx;
    private final Duration timeout;

    RequestBody(HttpServerRequest request, Vertx vertx, Duration timeout) {
        this.request = request;
        this.vertx = vertx;
        this.timeout = timeout;
    }

    /** Fails with {@link RefusedException} as soon as it is larger than the limit or than the share can grow. */
    Uni<byte[]> read(int limit, InFlight.Share share) {
        if (announced() > limit) {
            return Uni.createFrom().failure(new RefusedException(Refusal.TOO_LARGE));
        }
        if (!share.begin()) {
            return Uni.createFrom().failure(new RefusedException(Refusal.OVERLOADED));
        }
        return Uni.createFrom().emitter(emitter -> collect(emitter, limit, share));
    }

    private void collect(UniEmitter<? super byte[]> emitter, int limit, InFlight.Share share) {
        // Put together once: a buffer that grows would copy, and for a moment hold, a large body several times.
        List<byte[]> chunks = new ArrayList<>();
        int[] length = {0};
        long timer =
                vertx.setTimer(timeout.toMillis(), fired -> request.response().reset());
        request.handler(chunk -> {
            length[0] += chunk.length();
            if (length[0] > limit) {
                emitter.fail(new RefusedException(Refusal.TOO_LARGE));
            } else if (!share.take(chunk.length())) {
                emitter.fail(new RefusedException(Refusal.OVERLOADED));
            } else {
                chunks.add(chunk.getBytes());
            }
        });
        request.endHandler(end -> emitter.complete(together(chunks, length[0])));
        request.exceptionHandler(emitter::fail);
        emitter.onTermination(() -> vertx.cancelTimer(timer));
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private static byte[] together(List<byte[]> chunks, int length) {
        ByteBuffer body = ByteBuffer.allocate(length);
        chunks.forEach(body::put);
        return body.array();
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

    private long announced() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }
}
