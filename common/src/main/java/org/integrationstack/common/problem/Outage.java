package org.integrationstack.common.problem;

import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.kafka.common.errors.RetriableException;

/**
 * Tells a database, broker, cache or issuer that is away for the moment from a mistake of ours. Drivers' classes are
 * recognised by name, since no service has all of them.
 */
public final class Outage {
    private static final Set<String> CONNECTION_LOST = Set.of(
            "io.vertx.sqlclient.ClosedConnectionException",
            "io.vertx.core.http.HttpClosedException",
            "io.vertx.core.http.ConnectionPoolTooBusyException",
            "io.netty.channel.unix.Errors$NativeIoException",
            "org.hibernate.exception.JDBCConnectionException");

    /** Source: PostgreSQL, appendix A: connection exception, insufficient resources, operator intervention. */
    private static final Pattern POSTGRES = Pattern.compile(".*\\((08|53|57)[0-9A-Z]{3}\\)", Pattern.DOTALL);

    /** Source: Redis, "RESP protocol: error prefixes"; the first is the Vert.x client's own. */
    private static final Pattern REDIS =
            Pattern.compile("(CONNECTION_CLOSED|LOADING|MASTERDOWN|READONLY|CLUSTERDOWN|MISCONF|TRYAGAIN)\\b.*");

    private Outage() {}

    /** Whether a failure, or what caused it, is something away that will come back by itself. */
    public static boolean caused(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(Outage::isOutage);
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof SocketException
                || failure instanceof UnknownHostException
                || failure instanceof ClosedChannelException
                || failure instanceof TimeoutException
                || failure instanceof io.smallrye.mutiny.TimeoutException
                || failure instanceof RetriableException
                || CONNECTION_LOST.contains(failure.getClass().getName())
                || isDriverOutage(failure.getClass().getName(), String.valueOf(failure.getMessage()));
    }

    private static boolean isDriverOutage(String type, String message) {
        return switch (type) {
            case "io.vertx.pgclient.PgException", "org.postgresql.util.PSQLException" ->
                POSTGRES.matcher(message).matches();
            case "io.vertx.redis.client.impl.types.ErrorType" ->
                REDIS.matcher(message).matches();
            case "io.quarkus.oidc.OIDCException" -> message.contains("not available");
            // How Vert.x says that no pooled connection became free in time.
            case "io.vertx.core.impl.NoStackTraceThrowable" -> message.equals("Timeout");
            default -> false;
        };
    }
}
