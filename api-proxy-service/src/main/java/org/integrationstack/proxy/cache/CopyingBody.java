package org.integrationstack.proxy.cache;

import java.util.OptionalLong;
import java.util.function.Consumer;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

import org.integrationstack.proxy.call.Body;

/**
 * A body of which a copy is made while it passes, as long as it is small.
 *
 * @param limit the most bytes to copy; a longer body passes without a copy
 * @param whole gets the copy of a body that came to its end
 */
record CopyingBody(Body original, int limit, Consumer<Buffer> whole) implements Body {
    @Override
    public Future<Void> pipeTo(WriteStream<Buffer> receiver) {
        return original.pipeTo(new CopyingStream(receiver, new Copy(limit), whole));
    }

    @Override
    public OptionalLong length() {
        return original.length();
    }

    @Override
    public void discard() {
        original.discard();
    }

    /** The bytes so far, until they are too many. */
    private static final class Copy {
        private final int limit;
        private Buffer bytes = Buffer.buffer();

        Copy(int limit) {
            this.limit = limit;
        }

        void add(Buffer more) {
            if (bytes != null) {
                bytes = bytes.length() + more.length() > limit ? null : bytes.appendBuffer(more);
            }
        }

        void ifComplete(Consumer<Buffer> receiver) {
            if (bytes != null) {
                receiver.accept(bytes);
            }
        }
    }

    /** Hands everything on and takes down what is written. */
    private static final class CopyingStream implements WriteStream<Buffer> {
        private final WriteStream<Buffer> receiver;
        private final Copy copy;
        private final Consumer<Buffer> whole;

        CopyingStream(WriteStream<Buffer> receiver, Copy copy, Consumer<Buffer> whole) {
            this.receiver = receiver;
            this.copy = copy;
            this.whole = whole;
        }

        @Override
        public Future<Void> write(Buffer data) {
            copy.add(data);
            return receiver.write(data);
        }

        @Override
        public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
            write(data).onComplete(handler);
        }

        /** The copy goes first: who asks again as soon as the answer has ended is to find it. */
        @Override
        public void end(Handler<AsyncResult<Void>> handler) {
            copy.ifComplete(whole);
            receiver.end(handler);
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            receiver.exceptionHandler(handler);
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            receiver.setWriteQueueMaxSize(maxSize);
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return receiver.writeQueueFull();
        }

        @Override
        public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
            receiver.drainHandler(handler);
            return this;
        }
    }
}
