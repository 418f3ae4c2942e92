package org.integrationstack.embedded;

/** A component could not be started or reached. The message says which, why, and where its log is. */
public class EmbeddedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EmbeddedException(String message) {
        super(message);
    }

    public EmbeddedException(String message, Throwable cause) {
        super(message, cause);
    }
}
