package org.integrationstack.proxy.testing;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

import org.integrationstack.proxy.call.Body;

/** Takes a body into memory. */
public final class BufferSink implements WriteStream<Buffer> {
    private final Buffer received = Buffer.buffer();
    private boolean ended;

    /** Reads a body to its end. */
    public static String text(Body body) {
        BufferSink sink = new BufferSink();
        Future<Void> piped = body.pipeTo(sink);
        if (!piped.succeeded() || !sink.ended) {
            throw new AssertionError("the body did not end", piped.cause());
        }
        return sink.received.toString();
    }

    @Override
    public Future<Void> write(Buffer data) {
        received.appendBuffer(data);
        return Future.succeededFuture();
    }

    @Override
    public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
        write(data).onComplete(handler);
    }

    @Override
    public void end(Handler<AsyncResult<Void>> handler) {
        ended = true;
        Future.<Void>succeededFuture().onComplete(handler);
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
        return this;
    }
}
