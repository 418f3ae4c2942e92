package org.integrationstack.connections.console;

import java.net.URI;
import java.util.Map;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.authorization.AuthorizationRequests;
import org.integrationstack.connections.web.Urls;

/** The console's own addresses, as paths. */
public final class Routes {
    private Routes() {}

    /** The page, telling what was done to a connection. */
    public static String done(Notice notice, String connection) {
        return Urls.with(
                        URI.create(AuthorizationRequests.DEFAULT_RETURN),
                        Map.of("notice", notice.text(), "connection", connection))
                .toString();
    }

    /** The page of a connection. */
    public static String connection(ConnectionId id) {
        return AuthorizationRequests.DEFAULT_RETURN + "/" + id;
    }

    /** Where a browser goes to sign in at a provider. */
    static String signIn(String provider, Map<String, String> query) {
        URI url = URI.create("/api/connect/" + provider);
        return (query.isEmpty() ? url : Urls.with(url, query)).toString();
    }

    /** Where it is chosen how to connect a provider. */
    static String choices(String provider) {
        return "/settings/connect/" + provider;
    }
}
