package org.integrationstack.embedded;

/** A port that was asked for is in use. The message names the port, who wanted it and, where it can be known, who holds it. */
public class PortTakenException extends EmbeddedException {
    private static final long serialVersionUID = 1;
    private final int port;

    PortTakenException(String wantedBy, int port, String holder) {
        super("%s cannot listen on 127.0.0.1:%d: the port is taken by %s".formatted(wantedBy, port, holder));
        this.port = port;
    }

    public int port() {
        return port;
    }
}
