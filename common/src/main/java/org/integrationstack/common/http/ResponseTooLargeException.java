package org.integrationstack.common.http;

/** An answer that was larger than the caller was willing to hold; its connection has been closed. */
public final class ResponseTooLargeException extends RuntimeException {
    public ResponseTooLargeException(int maxBytes) {
        super("the answer is larger than " + maxBytes + " bytes");
    }
}
