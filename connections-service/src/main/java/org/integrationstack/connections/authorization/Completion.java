package org.integrationstack.connections.authorization;

import java.net.URI;
import java.util.Map;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.web.Urls;

/** How a callback ended; each says where the browser goes. */
public sealed interface Completion {

    /** The account is connected. */
    record Connected(URI returnTo, ConnectionId connection) implements Completion {}

    /** The account is proven; the program that made the link connects it by redeeming the code. */
    record AwaitsRedemption(URI returnTo, OneTimeSecret code) implements Completion {}

    /** Nothing was connected. */
    record Failed(URI returnTo, CallbackError error) implements Completion {}

    /** The URL to redirect to. */
    default URI location() {
        if (this instanceof Connected connected) {
            return Urls.with(
                    connected.returnTo(),
                    Map.of(
                            "success",
                            "true",
                            "connection",
                            connected.connection().toString()));
        }
        if (this instanceof AwaitsRedemption awaits) {
            return Urls.with(awaits.returnTo(), Map.of("code", awaits.code().reveal()));
        }
        Failed failed = (Failed) this;
        return Urls.with(failed.returnTo(), Map.of("error", failed.error().code()));
    }
}
