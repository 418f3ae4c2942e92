package org.integrationstack.proxy.call;

import java.util.OptionalLong;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/** A message body on its way: read once, at the pace of whoever takes it. */
public interface Body {
    /** No body at all. */
    static Body none() {
        return new Absent(OptionalLong.of(0));
    }

    /**
     * Moves the whole body and ends the receiver. Fails when either side breaks off; the sender's side is then given up,
     * the receiver is left as it is for the caller to reset.
     */
    Future<Void> pipeTo(WriteStream<Buffer> receiver);

    /** How many bytes there will be; empty when nobody knows yet. */
    OptionalLong length();

    /** Whether there is certainly nothing to send. */
    default boolean isEmpty() {
        return length().orElse(-1) == 0;
    }

    /** Gives the body up unread. */
    void discard();

    /**
     * No body, though one of some length would answer another method: what a HEAD is answered with.
     *
     * @param length that length, empty where it is not known
     */
    static Body absent(OptionalLong length) {
        return new Absent(length);
    }

    /** A body in memory. */
    static Body of(Buffer content) {
        return new BufferedBody(content);
    }

    /**
     * A body that arrives. The stream is paused until it is piped.
     *
     * @param length the announced length, empty for one that ends when it ends
     * @param giveUp closes the stream's source
     */
    static Body of(ReadStream<Buffer> stream, OptionalLong length, Runnable giveUp) {
        stream.pause();
        return new StreamedBody(stream, length, giveUp);
    }

    /** No body. */
    record Absent(OptionalLong length) implements Body {
        @Override
        public Future<Void> pipeTo(WriteStream<Buffer> receiver) {
            return receiver.end();
        }

        @Override
        public void discard() {
            // There is nothing to give up.
        }
    }

    /** A body in memory. */
    record BufferedBody(Buffer content) implements Body {
        @Override
        public Future<Void> pipeTo(WriteStream<Buffer> receiver) {
            return receiver.end(content);
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(content.length());
        }

        @Override
        public void discard() {
            // Nothing is held but memory.
        }
    }

    /** A body that arrives. */
    record StreamedBody(ReadStream<Buffer> stream, OptionalLong length, Runnable giveUp) implements Body {
        @Override
        public Future<Void> pipeTo(WriteStream<Buffer> receiver) {
            return stream.pipe().endOnFailure(false).to(receiver).onFailure(failure -> giveUp.run());
        }

        @Override
        public void discard() {
            giveUp.run();
        }
    }
}
